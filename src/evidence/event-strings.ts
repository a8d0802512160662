/**
 * What an event says, from its text: thumbprints, names, addresses and codes look the same in every language, and the English
 * sentence tells the rest. Only for events whose parameters are known; for the others there are none.
 */

/** Of each match the place of a parameter; a group each. */
interface Template {
  readonly english?: RegExp
  /** In the order of the parameters; `''` for what cannot be told in other languages. */
  readonly shapes: readonly Shape[]
}

type Shape = 'subject' | 'address' | 'thumbprint' | 'name' | 'last-name' | 'number' | 'code' | 'unknown'

const TRANSPORT = /^msexchange ?(?:frontend)?transport/i
const EDGE_SYNC = /^msexchange ?edgesync/i

const CERTIFICATE_AND_ADDRESS = ['subject', 'address'] as const
const TRANSPORT_TEMPLATES: Readonly<Record<number, Template>> = {
  1018: { shapes: ['address'] },
  1019: { shapes: ['code', 'address'] },
  1035: {
    english:
      /failed with error (.+?) for Receive connector (.+?)\. The authentication mechanism is (.+?)\..*?\[([^\]]*)\]/s,
    shapes: ['unknown', 'unknown', 'unknown', 'address'],
  },
  1036: { english: /for certificate (.+?)\. The source IP.*?\[([^\]]*)\]/s, shapes: CERTIFICATE_AND_ADDRESS },
  2015: {
    english: /Send connector (.+?) couldn't connect to remote domain (.+?)\. .*?remote server (.+?)\.?\s*$/s,
    shapes: ['unknown', 'name', 'last-name'],
  },
  2017: {
    english:
      /failed with error (.+?) for Send connector (.+?)\. The authentication mechanism is (.+?)\. The target is (.+?)\.?\s*$/s,
    shapes: ['unknown', 'unknown', 'unknown', 'last-name'],
  },
  2018: { english: /for certificate (.+?)\. The target IP.*?\[([^\]]*)\]/s, shapes: CERTIFICATE_AND_ADDRESS },
  12013: { shapes: ['thumbprint'] },
  12014: {
    english: /domain name (.+?) in the personal store.*? for the connector (.+?) with a FQDN parameter of (.+?)\. If/s,
    shapes: ['name', 'unknown', 'last-name'],
  },
  12015: { shapes: ['thumbprint'] },
  12016: { english: /certificate for the FQDN of (.+?)\. The existing/s, shapes: ['name'] },
  12017: { shapes: ['thumbprint', 'number'] },
  12018: {
    english: /subject: (.+?), thumbprint: (.+?), hours remaining: (\d+)/s,
    shapes: ['subject', 'thumbprint', 'number'],
  },
  12019: { english: /Certificate subject: (.+?)\.?\s*$/s, shapes: ['subject'] },
  12020: { shapes: ['subject'] },
  12023: { shapes: ['thumbprint'] },
  12024: { shapes: ['thumbprint', 'thumbprint'] },
}
const EDGE_TEMPLATES: Readonly<Record<number, Template>> = {
  1035: { shapes: ['thumbprint'] },
  10104: { english: /when contacting (.+?)\. The connection/s, shapes: ['name'] },
}
const SCHANNEL_TEMPLATES: Readonly<Record<number, Template>> = { 36870: { shapes: ['code'] } }

/** Descriptions are a few sentences. */
const TEXT_CHARS_MAX = 8_192

export function stringsOfText(source: string, id: number, text: string): readonly string[] {
  const template = templateOf(source, id)
  if (template === undefined) return []
  const words = text.slice(0, TEXT_CHARS_MAX).replace(/\s+/g, ' ')
  const found = template.english?.exec(words)
  if (found !== undefined && found !== null) return found.slice(1).map((value) => value.trim())
  const pool = poolOf(words)
  const strings = template.shapes.map((shape) => take(pool, shape))
  return strings.every((value) => value === '') ? [] : strings
}

function templateOf(source: string, id: number): Template | undefined {
  if (TRANSPORT.test(source)) return TRANSPORT_TEMPLATES[id]
  if (EDGE_SYNC.test(source)) return EDGE_TEMPLATES[id]
  return source.toLowerCase() === 'schannel' ? SCHANNEL_TEMPLATES[id] : undefined
}

const THUMBPRINT = /(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])/g
/** Placeholders that were never filled stand for themselves: that is how a phantom looks. */
const ADDRESS = /\[([0-9A-Fa-f:.%]{2,60})\]|(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?)(?![\d.])/g
const RDN = String.raw`(?:CN|OU|O|L|ST|S|C|DC|E|STREET|SERIALNUMBER)=`
const SUBJECT = new RegExp(
  String.raw`(?:${RDN}[^,="。「」『』“”„]*?)(?:, ?${RDN}[^,="。「」『』“”„]*?)*(?=\. |\.?$|["。「」『』“”„)]| の| から| を| \[|, (?!${RDN}))`,
  'g',
)
const ISSUER_AND_SUBJECT = /<I>.{1,500}?<S>[^\s"。」』]+(?: [^\s"。」』]+=[^\s"。」』]+)*/g
const NAME = /(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?![\w-]|\.[a-z])/gi
const NO_NAME = /\.(?:exe|dll|aspx?|html?|msi|config)$|(?:^|\.)microsoft\.com$/i
const CODE = /0x[0-9A-Fa-f]{4,16}/g
const NUMBER = /(?<![\w.:-])\d{1,6}(?![\w.:-]|\.\d)/g
const PLACEHOLDER = /(?<!\d)%[1-9](?!\d)/g

interface Pool {
  readonly subject: string[]
  readonly address: string[]
  readonly thumbprint: string[]
  readonly names: string[]
  readonly number: string[]
  readonly code: string[]
  readonly placeholders: string[]
}

function poolOf(text: string): Pool {
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((found) => found[1] ?? found[2] ?? found[0])
  return {
    subject: all(SUBJECT),
    address: all(ADDRESS),
    thumbprint: all(THUMBPRINT).map((thumbprint) => thumbprint.toUpperCase()),
    names: [...all(ISSUER_AND_SUBJECT), ...all(NAME).filter((name) => !NO_NAME.test(name))],
    number: all(NUMBER),
    code: all(CODE),
    placeholders: all(PLACEHOLDER),
  }
}

function take(pool: Pool, shape: Shape): string {
  switch (shape) {
    case 'subject':
    case 'address':
    case 'thumbprint':
    case 'code':
      return pool[shape].shift() ?? pool.placeholders.shift() ?? ''
    case 'number':
      // Hours stand at the end, behind whatever numbers a name has.
      return pool.number.at(-1) ?? ''
    case 'name':
      return pool.names[0] ?? pool.placeholders.shift() ?? ''
    case 'last-name':
      return pool.names.at(-1) ?? ''
    case 'unknown':
      return ''
  }
}
