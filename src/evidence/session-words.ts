/** What mail servers say when trust fails, in replies and logs of any product. SMTP speaks English in every country. */

export interface SaidOutcome {
  readonly outcome: 'trusted' | 'refused' | 'anonymous' | 'failed'
  /** The words that say so. */
  readonly error?: string
}

/** How much of a reply is kept. */
const ERROR_CHARS_MAX = 300

const REFUSALS: readonly (readonly [pattern: RegExp, outcome: SaidOutcome['outcome']])[] = [
  // Our own: the answer to a sender, and the greeting for the server behind.
  [/(?:454[ -]4\.7\.0|550[ -]5\.7\.1) Direct trust failed \(event 1036\b.*/, 'refused'],
  [/421[ -]\S{1,255} \S{1,255} not reached under direct trust \(event \d{4,5}\b.*/, 'refused'],
  // Those of Exchange.
  [/454[ -]4\.7\.0 Temporary authentication failure.*/i, 'refused'],
  [/\d{3}[ -]5\.7\.3 Cannot achieve Exchange Server authentication.*/i, 'refused'],
  [/535[ -]5\.7\.3 .*/, 'refused'],
  [/454[ -]4\.7\.5 .*/, 'refused'],
  [/454[ -]4\.7\.0 TLS .*/i, 'failed'],
  [/403[ -]4\.7\.0 .*/, 'failed'],
  [/530[ -]5\.7\.1 Client was not authenticated.*/i, 'anonymous'],
]

const MAYBE = /4\.7\.|5\.7\.|direct trust/

/** What a reply says of trust; undefined: nothing. */
export function refusalIn(text: string): SaidOutcome | undefined {
  if (!MAYBE.test(text)) return undefined
  for (const [pattern, outcome] of REFUSALS) {
    const error = pattern.exec(text)?.[0]
    if (error !== undefined) return { outcome, error: shortened(error) }
  }
  return undefined
}

/** Logs put replies in brackets and add what they were answers to. */
function shortened(error: string): string {
  const reply = error.replace(/ ?\(in reply to [\w ./-]{1,40}\).*$/, '').trim()
  if (reply.length > ERROR_CHARS_MAX) return `${reply.slice(0, ERROR_CHARS_MAX - 1)}…`
  const isClosedTwice = reply.endsWith(')') && reply.split(')').length > reply.split('(').length
  return (isClosedTwice ? reply.slice(0, -1) : reply).replace(/"$/, '')
}

/** Upper-case digits of a fingerprint, with or without colons. */
export function digitsIn(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase()
}
