/**
 * What an LDAP server says (RFC 4511, section 4), out of a stream cut anywhere. Bounded: a message longer than
 * `messageBytesMax` is refused by its header, before it is waited for. Nothing nests deeper than the protocol does.
 */
import { BER, BerCursor, BerError, extentAt } from './ber.ts'

const ENTRY = 0x64
const REFERENCE = 0x73
const INTERMEDIATE = 0x79
const SEARCH_DONE = 0x65
const BIND_RESPONSE = 0x61
const EXTENDED_RESPONSE = 0x78
const MODIFY_RESPONSE = 0x67
const ADD_RESPONSE = 0x69
const DELETE_RESPONSE = 0x6b
/** Parts of a result that are there only when they say something. */
const REFERRALS = 0xa3
const RESPONSE_VALUE = 0x8b
const CONTROLS = 0xa0
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024

/** Control values by their type. */
export type AnswerControls = ReadonlyMap<string, Buffer>

interface Answer {
  /** Of the request it answers; 0 is unsolicited. */
  readonly id: number
  readonly controls: AnswerControls
}

export interface EntryAnswer extends Answer {
  readonly kind: 'entry'
  readonly dn: string
  /** By attribute description, as the server spells it. */
  readonly attributes: ReadonlyMap<string, readonly Buffer[]>
}

/** The end of a search, a bind, a change or an extended operation. */
export interface ResultAnswer extends Answer {
  readonly kind: 'result'
  readonly code: number
  readonly text: string
  /** URLs of servers that do what was asked. */
  readonly referrals?: readonly string[]
  /** What an extended operation says. */
  readonly value?: string
}

export type LdapAnswer =
  | EntryAnswer
  | (Answer & { readonly kind: 'reference' })
  | (Answer & { readonly kind: 'intermediate'; readonly name: string; readonly value: Buffer })
  | ResultAnswer

const NO_CONTROLS: AnswerControls = new Map()
const NONE = Buffer.alloc(0)

/** Not to be used any more after it has thrown: where the next message begins is not known then. */
export class AnswerReader {
  readonly #messageBytesMax: number
  #chunks: Buffer[] = []
  #length = 0
  /** Less than so many bytes are no whole message. */
  #needed = 2
  #at = 0

  constructor(messageBytesMax = MESSAGE_BYTES_MAX) {
    this.#messageBytesMax = messageBytesMax
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  /** The next whole message; undefined when more bytes are needed. Its buffers are views. @throws BerError */
  next(): LdapAnswer | undefined {
    if (this.#length - this.#at < this.#needed) return undefined
    const bytes = this.#joined()
    if (bytes[this.#at] !== BER.sequence) throw new BerError('no LDAP message')
    const extent = extentAt(bytes, this.#at)
    const end = extent?.end ?? bytes.length + 1
    if (end - this.#at > this.#messageBytesMax) throw new BerError('an LDAP message longer than allowed')
    if (extent === undefined || end > bytes.length) {
      this.#needed = end - this.#at
      return undefined
    }
    this.#at = end
    this.#needed = 2
    return readAnswer(new BerCursor(bytes, extent))
  }

  /** One buffer, without what was read; joined only once all of a message is there, so that no byte is copied often. */
  #joined(): Buffer {
    const [first = NONE, ...rest] = this.#chunks
    if (rest.length === 0) return first
    const whole = Buffer.concat([first.subarray(this.#at), ...rest])
    this.#chunks = [whole]
    this.#length = whole.length
    this.#at = 0
    return whole
  }
}

function readAnswer(message: BerCursor): LdapAnswer {
  const id = message.integer()
  const { tag } = message
  const operation = message.enter(tag ?? ENTRY)
  const controls = message.tag === CONTROLS ? readControls(message.enter(CONTROLS)) : NO_CONTROLS
  switch (tag) {
    case ENTRY:
      return { kind: 'entry', id, controls, dn: operation.text(), attributes: readAttributes(operation) }
    case REFERENCE:
      return { kind: 'reference', id, controls }
    case INTERMEDIATE: {
      const name = operation.optional(0x80, (cursor) => cursor.text(0x80)) ?? ''
      const value = operation.optional(0x81, (cursor) => cursor.octets(0x81)) ?? NONE
      return { kind: 'intermediate', id, controls, name, value }
    }
    case SEARCH_DONE:
    case BIND_RESPONSE:
    case EXTENDED_RESPONSE:
    case MODIFY_RESPONSE:
    case ADD_RESPONSE:
    case DELETE_RESPONSE:
      return { kind: 'result', id, controls, ...readResult(operation) }
    default:
      throw new BerError(`an answer of the form ${String(tag)}`)
  }
}

function readResult(operation: BerCursor): Pick<ResultAnswer, 'code' | 'text' | 'referrals' | 'value'> {
  const code = operation.integer(BER.enumerated)
  operation.octets()
  const text = operation.text()
  const referrals = operation.optional(REFERRALS, (cursor) => {
    const urls: string[] = []
    const list = cursor.enter(REFERRALS)
    while (!list.isDone) urls.push(list.text())
    return urls
  })
  let value: string | undefined
  // A bind may carry SASL credentials, an extended answer its name.
  while (!operation.isDone) {
    if (operation.tag === RESPONSE_VALUE) value = operation.text(RESPONSE_VALUE)
    else operation.skip()
  }
  return { code, text, ...(referrals === undefined ? {} : { referrals }), ...(value === undefined ? {} : { value }) }
}

function readAttributes(operation: BerCursor): EntryAnswer['attributes'] {
  const attributes = new Map<string, Buffer[]>()
  const list = operation.enter(BER.sequence)
  while (!list.isDone) {
    const attribute = list.enter(BER.sequence)
    const description = attribute.text()
    const values: Buffer[] = []
    const set = attribute.enter(BER.set)
    while (!set.isDone) values.push(set.octets())
    attributes.set(description, values)
  }
  return attributes
}

function readControls(list: BerCursor): AnswerControls {
  const controls = new Map<string, Buffer>()
  while (!list.isDone) {
    const control = list.enter(BER.sequence)
    const type = control.text()
    if (control.tag === BER.boolean) control.skip()
    controls.set(type, control.optional(BER.octets, (cursor) => cursor.octets()) ?? NONE)
  }
  return controls
}
