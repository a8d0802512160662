/**
 * Which events can matter to direct trust. By source, id and parameters, which are the same in every language and product;
 * never by level or text. Everything else is counted and let go, so that a log of any size needs little memory.
 */

interface Interest {
  /** In lower case, whole names; a star at the end stands for any rest. */
  readonly sources: readonly string[]
  /** Absent: all of them. */
  readonly ids?: readonly number[]
  /** Absent: whatever its strings are. */
  readonly isAbout?: (strings: readonly string[]) => boolean
}

/** Its services by name, and by display name, which some editions translate: `Transport Microsoft Exchange`. */
const TRANSPORT_WORD = 'tran?sport|トランスポート|传输|傳輸|전송|edgesync'
const TRANSPORT_SERVICE = new RegExp(
  `exchange.*(?:${TRANSPORT_WORD})|(?:${TRANSPORT_WORD}).*exchange|msexchangeedgecredential|\\badam_msexchange\\b`,
  'i',
)
/** Commands of the management shell after which trust may be another: the log keeps who typed them. */
const TRUST_COMMAND =
  /^(?!Get-|Test-)\w+-(?:ExchangeCertificate|(?:Receive|Send)Connector|EdgeSubscription|EdgeSynchronization|Transport(?:Server|Service|Config)|FrontendTransportService|FederationTrust|AuthConfig)\b/i

const INTERESTS: readonly Interest[] = [
  { sources: ['msexchangetransport*', 'msexchangefrontendtransport*', 'msexchange frontendtransport*'] },
  {
    sources: [
      'msexchange edgesync*',
      'msexchangeedgesync*',
      'msexchange message security',
      'msexchange edgecredential*',
    ],
  },
  { sources: ['msexchange certificate*', 'msexchange adaccess', 'msexchange dsaccess', 'msexchangedsaccess'] },
  { sources: ['schannel'] },
  // The computer was given another name.
  { sources: ['eventlog'], ids: [6011] },
  { sources: ['kerberos', 'microsoft-windows-security-kerberos'], ids: [3, 4] },
  {
    sources: ['service control manager'],
    isAbout: (strings) => strings.some((text) => TRANSPORT_SERVICE.test(text)),
  },
  {
    sources: ['msexchange management', 'msexchange cmdletlogs', 'msexchange cmdlet logs'],
    isAbout: ([command = '']) => TRUST_COMMAND.test(command.trim()),
  },
]

/** May matter; `isAbout` settles it for those that depend on their strings. */
export function mayMatter(source: string, id: number): boolean {
  const interest = interestOf(source)
  return interest !== undefined && (interest.ids?.includes(id) ?? true)
}

export function matters(source: string, id: number, strings: readonly string[]): boolean {
  const interest = interestOf(source)
  return interest !== undefined && (interest.ids?.includes(id) ?? true) && (interest.isAbout?.(strings) ?? true)
}

/** Logs hold few sources and many events. */
const known = new Map<string, Interest | undefined>()
const KNOWN_MAX = 4_096
const NAME_CHARS_MAX = 256

function interestOf(source: string): Interest | undefined {
  const kept = known.get(source)
  if (kept !== undefined || known.has(source)) return kept
  const name = source.toLowerCase()
  const interest = INTERESTS.find(({ sources }) =>
    sources.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one)),
  )
  if (known.size >= KNOWN_MAX) known.clear()
  if (source.length <= NAME_CHARS_MAX) known.set(source, interest)
  return interest
}
