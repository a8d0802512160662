/**
 * Postfix's policy delegation protocol (SMTPD_POLICY_README): `name=value` lines and an empty line ask, `action=…` and an
 * empty line answer. Requests are cut out of a byte stream, however it arrives; bounded.
 */
const END = '\n\n'
const EMPTY = Buffer.alloc(0)

/** One request as it came; attributes are looked for when they are needed, for most of the forty never are. */
export class PolicyRequest {
  readonly #text: string

  /** @param text lines, one character a byte */
  constructor(text: string) {
    this.#text = `\n${text}\n`
  }

  /** Empty when it is not there, or is there without a value. Of two of one name the first counts. */
  get(name: string): string {
    const found = this.#text.indexOf(`\n${name}=`)
    if (found < 0) return ''
    const from = found + name.length + 2
    return this.#text.slice(from, this.#text.indexOf('\n', from))
  }
}

export type Policy = { readonly kind: 'request'; readonly request: PolicyRequest } | { readonly kind: 'bad' }

export class PolicyReader {
  readonly #bytesMax: number
  #held: Buffer = EMPTY
  #at = 0
  #searched = 0
  #isBad = false

  /** @param bytesMax the longest request, in bytes */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  push(chunk: Buffer): void {
    const rest = this.#held.length - this.#at
    this.#held = rest === 0 ? chunk : Buffer.concat([this.#held.subarray(this.#at), chunk])
    this.#searched = Math.max(0, Math.min(this.#searched - this.#at, rest))
    this.#at = 0
  }

  /** The next whole request; undefined when more bytes are needed. Once bad, always bad. */
  next(): Policy | undefined {
    if (this.#isBad) return { kind: 'bad' }
    const end = this.#held.indexOf(END, Math.max(this.#at, this.#searched), 'latin1')
    if (end < 0) {
      // The first half of the end may be there already.
      this.#searched = Math.max(this.#at, this.#held.length - 1)
      return this.#held.length - this.#at > this.#bytesMax ? this.#bad() : undefined
    }
    if (end - this.#at > this.#bytesMax) return this.#bad()
    const text = this.#held.toString('latin1', this.#at, end)
    this.#at = end + END.length
    return { kind: 'request', request: new PolicyRequest(text) }
  }

  #bad(): Policy {
    this.#isBad = true
    this.#held = EMPTY
    this.#at = 0
    return { kind: 'bad' }
  }
}

/** Forty attributes, and a sender and a recipient of any length SMTP allows. */
export const POLICY_REQUEST_BYTES_MAX = 64 * 1024

/** @param action as in access(5); one line, printable ASCII */
export function formatPolicyReply(action: string): string {
  return `action=${action.replace(/[^ -~]/g, '?')}\n\n`
}
