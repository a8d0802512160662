/**
 * The objects of `Export-Clixml`: type names, text form, properties, lists and references, as plain values. Each object on the top
 * level is handed out when it ends; one that is cut off is not.
 *
 * Bounded by `DEPTH_MAX`, `VALUE_CHARS_MAX` and `EVIDENCE_LIMITS.wholeBytesMax` for all objects together, since a later one may
 * refer to an earlier one.
 */
import { EVIDENCE_LIMITS } from './contract.ts'
import type { SecretObservation } from './observation.ts'
import { isSecretName, REDACTED, screenText } from './secrets.ts'
import type { XmlTaker } from './xml-stream.ts'

export interface ClixmlScalar {
  readonly kind: 'scalar'
  /** `S`, `B`, `I32`, `DT`, `BA`, `Nil`, … */
  readonly tag: string
  /** As it is written; undefined for items of lists. */
  readonly name: string | undefined
  readonly text: string
  readonly line: number
}

export interface ClixmlObject {
  readonly kind: 'object'
  /** Most special first, without the `Deserialized.` of objects that came from another shell. */
  readonly types: readonly string[]
  readonly text: string | undefined
  /** Properties, and those that the shell added, by name in lower case. */
  readonly properties: ReadonlyMap<string, ClixmlValue>
  readonly items: readonly ClixmlValue[]
  readonly line: number
}

export type ClixmlValue = ClixmlScalar | ClixmlObject

export interface ClixmlHandler {
  object(object: ClixmlObject): void
  secret(what: SecretObservation['what'], line: number): void
  tooLong(line: number): void
}

const DEPTH_MAX = 200
const VALUE_CHARS_MAX = 16 * 1024 * 1024
const REFERENCES_MAX = 100_000

const GROUPS = new Set(['Props', 'MS', 'LST', 'IE', 'QUE', 'STK', 'DCT', 'En', 'TN', 'Objs'])

interface OpenObject {
  readonly name: string | undefined
  readonly line: number
  readonly properties: Map<string, ClixmlValue>
  readonly items: ClixmlValue[]
  readonly object: { kind: 'object'; types: readonly string[]; text: string | undefined } & ClixmlObject
  types: string[]
  typesRef: string | undefined
  /** The key of the entry of a dictionary that is being read. */
  key: string | undefined
}

interface OpenScalar {
  readonly tag: string
  readonly name: string | undefined
  readonly line: number
  readonly pieces: string[]
}

export class ClixmlBuilder implements XmlTaker {
  readonly #handler: ClixmlHandler
  readonly #stack: OpenObject[] = []
  readonly #references = new Map<string, ClixmlObject>()
  readonly #typeNames = new Map<string, readonly string[]>()
  #scalar: OpenScalar | undefined
  #chars = 0
  #ignored = 0

  constructor(handler: ClixmlHandler) {
    this.#handler = handler
  }

  /** Where an object begins that has not ended. */
  get openLine(): number | undefined {
    return this.#stack[0]?.line
  }

  /** Whether more was read than may be held. */
  get isFull(): boolean {
    return this.#chars > EVIDENCE_LIMITS.wholeBytesMax
  }

  begins(tag: string, attributes: Readonly<Record<string, string>>, line: number): void {
    if (this.#ignored > 0 || this.#stack.length >= DEPTH_MAX) this.#ignored += 1
    else if (tag === 'Obj') this.#openObject(attributes, line)
    else if (tag === 'TN') this.#openTypes(attributes['RefId'])
    else if (tag === 'TNRef') this.#referToTypes(attributes['RefId'])
    else if (tag === 'Ref') this.#refer(attributes)
    else if (!GROUPS.has(tag)) this.#scalar = { tag, name: attributes['N'], line, pieces: [] }
  }

  says(piece: string): void {
    if (this.#scalar === undefined || this.#chars > EVIDENCE_LIMITS.wholeBytesMax) return
    this.#chars += piece.length
    this.#scalar.pieces.push(piece)
  }

  ends(tag: string): void {
    if (this.#ignored > 0) this.#ignored -= 1
    else if (tag === 'Obj') this.#closeObject()
    else if (this.#scalar?.tag === tag) this.#closeScalar(this.#scalar)
  }

  tooLong(line: number): void {
    this.#handler.tooLong(line)
  }

  #openObject(attributes: Readonly<Record<string, string>>, line: number): void {
    const properties = new Map<string, ClixmlValue>()
    const items: ClixmlValue[] = []
    const object = { kind: 'object' as const, types: [], text: undefined, properties, items, line }
    const { N: name, RefId: id } = attributes
    this.#stack.push({ name, line, properties, items, object, types: [], typesRef: undefined, key: undefined })
    if (id !== undefined && this.#references.size < REFERENCES_MAX) this.#references.set(id, object)
  }

  #closeObject(): void {
    const open = this.#stack.pop()
    if (open === undefined) return
    open.object.types = open.types
    if (open.typesRef !== undefined) this.#typeNames.set(open.typesRef, open.types)
    if (this.#stack.length === 0) this.#handler.object(open.object)
    else this.#put(open.name, open.object)
  }

  #openTypes(id: string | undefined): void {
    const open = this.#stack.at(-1)
    if (open !== undefined) open.typesRef = id
  }

  #referToTypes(id: string | undefined): void {
    const open = this.#stack.at(-1)
    if (open === undefined || id === undefined) return
    // The object that names the types may still be open: they are complete all the same.
    const named = this.#typeNames.get(id) ?? this.#stack.find(({ typesRef }) => typesRef === id)?.types
    open.types = [...(named ?? [])]
  }

  #refer(attributes: Readonly<Record<string, string>>): void {
    const object = this.#references.get(attributes['RefId'] ?? '')
    if (object !== undefined && this.#stack.length > 0) this.#put(attributes['N'], object)
  }

  #closeScalar({ tag, name, line, pieces }: OpenScalar): void {
    this.#scalar = undefined
    const open = this.#stack.at(-1)
    const raw = pieces.join('')
    if (open === undefined || raw.length > VALUE_CHARS_MAX) return
    if (tag === 'T') {
      if (open.types.length < 100) open.types.push(raw.trim().replace(/^Deserialized\./, ''))
      return
    }
    const text = this.#screened(tag, name, unescapeClixml(raw), line)
    if (tag === 'ToString') open.object.text = text
    else this.#put(name, { kind: 'scalar', tag, name, text, line })
  }

  #screened(tag: string, name: string | undefined, text: string, line: number): string {
    if (text === '' || tag === 'BA') return text
    if (tag === 'SS' || (tag === 'S' && name !== undefined && isSecretName(name))) {
      this.#handler.secret('password', line)
      return REDACTED
    }
    const screened = screenText(text)
    if (screened.secret !== undefined) this.#handler.secret(screened.secret, line)
    return screened.text
  }

  #put(name: string | undefined, value: ClixmlValue): void {
    const open = this.#stack.at(-1)
    if (open === undefined) return
    if (name === 'Key' && value.kind === 'scalar') open.key = value.text
    else if (name === 'Value' && open.key !== undefined) {
      open.properties.set(open.key.toLowerCase(), value)
      open.key = undefined
    } else if (name === undefined) open.items.push(value)
    else if (!open.properties.has(name.toLowerCase())) open.properties.set(name.toLowerCase(), value)
  }
}

/** Characters that XML cannot hold are written `_x000D_`. */
function unescapeClixml(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
}

/** The text of a property: of an object its text form, of a list nothing. */
export function textOf(object: ClixmlObject, name: string): string | undefined {
  const value = object.properties.get(name.toLowerCase())
  if (value === undefined || (value.kind === 'scalar' && value.tag === 'Nil')) return undefined
  return value.text
}

/** The texts of a property that is a list; of a single value that one. */
export function textsOf(object: ClixmlObject, name: string): readonly string[] {
  const value = object.properties.get(name.toLowerCase())
  if (value === undefined) return []
  const values = value.kind === 'object' && value.text === undefined ? value.items : [value]
  return values.flatMap(({ text }) => (text === undefined || text === '' ? [] : [text]))
}

const QUOTE_CHARS_MAX = 60

/**
 * The first of some properties that is there, as its line has it: `N="Name">HUB1`, up to what XML writes in another way. Undefined
 * when none of them has a value.
 */
export function propertyQuoted(
  object: ClixmlObject,
  names: readonly string[],
): { readonly line: number; readonly quote: string } | undefined {
  for (const wanted of names) {
    const value = object.properties.get(wanted.toLowerCase())
    if (value?.kind !== 'scalar' || value.name === undefined || value.text.includes(REDACTED)) continue
    // eslint-disable-next-line no-control-regex -- line ends and the like are written as `_x000D_`
    const [plain = ''] = value.text.split(/[<>&"'\u0000-\u001f]|_x/, 1)
    if (plain.trim() !== '') return { line: value.line, quote: `N="${value.name}">${plain.slice(0, QUOTE_CHARS_MAX)}` }
  }
  return undefined
}
