/**
 * Finds passwords and private keys in lines of text and takes them out: a reader sees that one was there, never what it was.
 *
 * Where in doubt it takes out: a word too many is missing in a quote, a word too few is a leak.
 */
import type { SecretObservation } from './observation.ts'

type SecretKind = SecretObservation['what']

export interface ScreenedLine {
  readonly text: string
  /** Set on the line where a secret begins. */
  readonly secret?: SecretKind
}

export const REDACTED = '[secret]'

const KEY_BEGINS = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/
const KEY_ENDS = /-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----/
/** A private key that never ends: the rest of the file may be something else. */
const KEY_LINES_MAX = 400

const NAME = '(?:password|passwort|kennwort|passwd|passphrase|mot de passe|contraseña|パスワード|暗証番号)'

/** The name must end in the word: `Password expires` and `MinPasswordLength` hold no password. */
const PATTERNS: readonly { readonly pattern: RegExp; readonly what: SecretKind }[] = [
  { pattern: /(<ESRAPassword[^<>]{0,200}>)([^<]+)/gi, what: 'edge-credentials' },
  { pattern: /(\bESRAPassword["']?\s*[:=]\s*)(\S.*)/gi, what: 'edge-credentials' },
  { pattern: /(\bmsExchEdgeSyncCredential\S{0,40}\s{0,40}:{1,2}\s*)(\S.*)/gi, what: 'edge-credentials' },
  // What Export-Clixml makes of a SecureString: encrypted for one account on one machine, still nobody else's business.
  { pattern: /(<SS(?:\s[^<>]{0,200})?>)([^<]+)/g, what: 'password' },
  { pattern: new RegExp(`(<S N="[^"<>]{0,200}${NAME}">)([^<]+)`, 'gi'), what: 'password' },
  { pattern: new RegExp(`(<(?:\\w{1,60}:)?\\w{0,60}${NAME}(?:\\s[^<>]{0,200})?>)([^<]+)`, 'gi'), what: 'password' },
  {
    pattern: /(ConvertTo-SecureString\s+(?:-(?!String)\w+\s+)*(?:-String[\s:]+)?)("[^"]*"?|'[^']*'?|[^\s'"-]\S*)/gi,
    what: 'password',
  },
  {
    pattern: new RegExp(`([\\s;,(]-\\w{0,60}${NAME}(?::\\s*|\\s+))("[^"]*"?|'[^']*'?|[^\\s'"(-]\\S*)`, 'gi'),
    what: 'password',
  },
  {
    pattern: new RegExp(`((?:^|[^\\p{L}])[\\p{L}\\d_. -]{0,40}?${NAME}["']?\\s*[:=：]\\s*)(\\S.*)`, 'giu'),
    what: 'password',
  },
  // Not the folder that shells call PWD.
  { pattern: /(\bpwd\s*[:=]\s*)([^\s/\\:][^\s:;]*)(?=[\s;]|$)/gi, what: 'password' },
  { pattern: /(\bBEGIN_?PRIVATE_?KEY\b\s*[:=]\s*)(\S.*)/gi, what: 'private-key' },
]

/** What stands for a value and is none. */
const NO_SECRET = [
  /^(?:true|false|yes|no|null|none|\{\}|\[secret\]|\*+|•+|<.*>|)$/i,
  /^["']?\s*["']?$/,
  /^\$?\(?System\.Security\.SecureString\)?$/i,
  /^["']?\$/,
  /^\(?(?:ConvertTo-SecureString|Get-Credential|Read-Host)/i,
  /^\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b/,
]

const MAYBE = new RegExp(`${NAME}|\\bpwd\\b|SecureString|<SS|EdgeSyncCredential|PRIVATE`, 'i')

/** An element that holds a secret on the lines below. */
const OPEN_ELEMENT = new RegExp(`<(?:\\w{1,60}:)?\\w{0,60}(?:${NAME}|SS)(?:\\s[^<>]{0,200})?(?<!/)>\\s*$`, 'i')

/** Goes with one text from its first line to its last. */
export class SecretScanner {
  /** Lines of a private key that are still to be taken out. */
  #keyLines = 0
  /** Inside an element: everything up to its end is taken out. */
  #isElementOpen = false
  /** Where the value of the line before began: a console that wraps goes on there. */
  #valueColumn: number | undefined

  push(text: string): ScreenedLine {
    if (this.#keyLines > 0) return this.#insideKey(text)
    if (this.#isElementOpen) return this.#insideElement(text)
    if (this.#valueColumn !== undefined) {
      if (text.trim() !== '' && text.search(/\S/) >= this.#valueColumn) return { text: REDACTED }
      this.#valueColumn = undefined
    }
    if (!MAYBE.test(text)) return { text }
    const begins = KEY_BEGINS.exec(text)
    if (begins !== null) return this.#keyBegins(text, begins)
    const line = screened(text)
    if (line.secret !== undefined) this.#valueColumn = Math.max(4, line.text.indexOf(REDACTED))
    if (!OPEN_ELEMENT.test(text)) return line
    this.#isElementOpen = true
    return { ...line, secret: /ESRAPassword/i.test(text) ? 'edge-credentials' : 'password' }
  }

  #insideElement(text: string): ScreenedLine {
    const ends = text.indexOf('<')
    this.#isElementOpen = ends < 0
    return { text: ends < 0 ? REDACTED : `${REDACTED}${text.slice(ends)}` }
  }

  #keyBegins(text: string, begins: RegExpExecArray): ScreenedLine {
    const before = text.slice(0, begins.index)
    const after = text.slice(begins.index + begins[0].length)
    const ends = KEY_ENDS.exec(after)
    if (ends === null) this.#keyLines = KEY_LINES_MAX
    const rest = ends === null ? '' : after.slice(ends.index)
    return { text: `${screened(before).text}${begins[0]}${REDACTED}${rest}`, secret: 'private-key' }
  }

  #insideKey(text: string): ScreenedLine {
    const ends = KEY_ENDS.exec(text)
    this.#keyLines = ends === null ? this.#keyLines - 1 : 0
    return { text: ends === null ? REDACTED : `${REDACTED}${text.slice(ends.index)}` }
  }
}

function screened(text: string): ScreenedLine {
  let secret: SecretKind | undefined
  let clean = text
  for (const { pattern, what } of PATTERNS) {
    clean = clean.replace(pattern, (whole: string, name: string, value: string) => {
      if (NO_SECRET.some((none) => none.test(value.trim()))) return whole
      secret ??= what
      return `${name}${REDACTED}`
    })
  }
  return secret === undefined ? { text: clean } : { text: clean, secret }
}

/** A text of several lines at once. */
export function screenText(text: string): ScreenedLine {
  if (!MAYBE.test(text)) return { text }
  const scanner = new SecretScanner()
  let secret: SecretKind | undefined
  const lines = text.split('\n').map((line) => {
    const screened = scanner.push(line)
    secret ??= screened.secret
    return screened.text
  })
  return secret === undefined ? { text } : { text: lines.join('\n'), secret }
}

const SECRET_NAME = new RegExp(`(?:${NAME}|passphrase|clientsecret)$`, 'i')

/** Whether the value of a property with this name is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}
