/**
 * The XML of an EVTX record is binary, and most of it stands in templates that records share. This compiles a piece of
 * that XML into slots: what of an event it tells, and from which text or value of the record. What an event is not asked
 * for (level, keywords, process, security) is left out while compiling and costs nothing while reading.
 */
import type { ByteView } from './byte-view.ts'
import { fieldOfAttribute, placeOf, TEXTS, type HeadField, type Place } from './evtx-places.ts'

export type Piece =
  { readonly kind: 'literal'; readonly text: string } | { readonly kind: 'value'; readonly index: number }

export interface Slot {
  readonly pieces: readonly Piece[]
  /** Values that must be there, else the element is not. */
  readonly needs: readonly number[]
}

/** A string of the event, or a place where a record puts XML of its own: by value, or right there (`at`). */
export type DataSlot =
  | ({ readonly kind: 'string' } & Slot)
  | { readonly kind: 'nested'; readonly index: number; readonly place: Place; readonly needs: readonly number[] }
  | { readonly kind: 'instance'; readonly at: number; readonly place: Place; readonly needs: readonly number[] }

export interface Compiled {
  readonly head: Partial<Record<HeadField, Slot>>
  readonly data: readonly DataSlot[]
}

const BINXML_TYPE = 0x21
const NO_DEPENDENCY = 0xffff
const DEPTH_MAX = 64
const NAME_CHARS_MAX = 512
const INSTANCE_HEADER_BYTES = 10

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

interface Open {
  readonly place: Place
  readonly needs: readonly number[]
  readonly pieces: Piece[]
  hasChildren: boolean
}

export interface Range {
  readonly from: number
  readonly to: number
  readonly place: Place
  /** Elements of templates name the value they depend on; elements in a record itself do not. */
  readonly isTemplate: boolean
}

/** Names of a chunk, by where they stand. */
export class Names {
  readonly #known = new Map<number, string>()
  readonly #view: ByteView

  constructor(view: ByteView) {
    this.#view = view
  }

  at(offset: number): string {
    const known = this.#known.get(offset)
    if (known !== undefined) return known
    const chars = this.#view.u16(offset + 6)
    const name = chars > NAME_CHARS_MAX ? '' : this.#view.utf16(offset + 8, chars * 2)
    this.#known.set(offset, name)
    return name
  }
}

/** Undefined when the bytes are no such XML. `end` is where it stopped, behind its end token when there is one. */
export function compile(view: ByteView, names: Names, range: Range): (Compiled & { readonly end: number }) | undefined {
  const compiler = new Compiler(view, names, range)
  return compiler.run()
}

class Compiler {
  readonly #view: ByteView
  readonly #names: Names
  readonly #range: Range
  readonly #head: Partial<Record<HeadField, Slot>> = {}
  readonly #data: DataSlot[] = []
  readonly #stack: Open[]
  /** Where text goes just now: the element's text, an attribute's value, or nowhere. */
  #target: Piece[] | undefined
  #attribute: { readonly field: HeadField; readonly pieces: Piece[] } | undefined
  #at: number

  constructor(view: ByteView, names: Names, range: Range) {
    this.#view = view
    this.#names = names
    this.#range = range
    this.#at = range.from
    this.#stack = [{ place: range.place, needs: [], pieces: [], hasChildren: false }]
  }

  run(): (Compiled & { readonly end: number }) | undefined {
    this.#view.begin()
    while (this.#at < this.#range.to) {
      const token = this.#view.u8(this.#at)
      this.#at += 1
      if (token === 0x00) break
      if (!this.#token(token) || this.#view.hasFailed()) return undefined
      // The record's own XML is one element; behind it may be anything.
      if (!this.#range.isTemplate && this.#stack.length === 1 && (token === 0x03 || token === 0x04)) break
    }
    return this.#stack.length === 1 ? { head: this.#head, data: this.#data, end: this.#at } : undefined
  }

  #token(token: number): boolean {
    switch (token & ~0x40) {
      case 0x01:
        return this.#open((token & 0x40) !== 0)
      case 0x02:
        this.#endAttribute()
        this.#target = this.#top.pieces
        return true
      case 0x03:
      case 0x04:
        return this.#close()
      case 0x06:
        this.#startAttribute(this.#name())
        return true
      case 0x0c:
        return this.#instance()
      case 0x0d:
      case 0x0e:
        return this.#value()
      case 0x0f:
        this.#at += 3
        return true
      default:
        return this.#text(token & ~0x40)
    }
  }

  #text(token: number): boolean {
    switch (token) {
      case 0x05: {
        const isString = this.#view.u8(this.#at) === 0x01
        this.#at += 1
        return isString && this.#literal(this.#counted())
      }
      case 0x07:
        return this.#literal(this.#counted())
      case 0x08:
        this.#at += 2
        return this.#literal(String.fromCharCode(this.#view.u16(this.#at - 2)))
      case 0x09: {
        const name = this.#name()
        return this.#literal(ENTITIES.get(name) ?? `&${name};`)
      }
      case 0x0a:
        this.#name()
        return true
      case 0x0b:
        this.#counted()
        return true
      default:
        return false
    }
  }

  get #top(): Open {
    return this.#stack[this.#stack.length - 1] ?? { place: 'elsewhere', needs: [], pieces: [], hasChildren: true }
  }

  #open(hasAttributes: boolean): boolean {
    const above = this.#top
    let needs = above.needs
    if (this.#range.isTemplate) {
      const dependency = this.#view.u16(this.#at)
      this.#at += 2
      if (dependency !== NO_DEPENDENCY) needs = [...needs, dependency]
    }
    this.#at += 4
    const name = this.#name()
    if (hasAttributes) this.#at += 4
    above.hasChildren = true
    this.#endAttribute()
    this.#target = undefined
    this.#stack.push({ place: placeOf(above.place, name), needs, pieces: [], hasChildren: false })
    return this.#stack.length <= DEPTH_MAX
  }

  #close(): boolean {
    const closed = this.#stack.pop()
    if (closed === undefined || this.#stack.length === 0) return false
    this.#endAttribute()
    const { place, pieces, needs, hasChildren } = closed
    const field = TEXTS[place]
    if (field !== undefined && pieces.length > 0) this.#head[field] ??= { pieces, needs }
    // The root of the data is no string, however empty it is.
    const isLeaf = place === 'data' && this.#top.place === 'data' && !hasChildren
    if (isLeaf) this.#data.push({ kind: 'string', pieces, needs })
    this.#target = this.#stack.length > 1 ? this.#top.pieces : undefined
    return true
  }

  #startAttribute(name: string): void {
    this.#endAttribute()
    const field = fieldOfAttribute(this.#top.place, name)
    this.#attribute = field === undefined ? undefined : { field, pieces: [] }
    this.#target = this.#attribute?.pieces
  }

  #endAttribute(): void {
    if (this.#attribute === undefined) return
    const { field, pieces } = this.#attribute
    this.#head[field] ??= { pieces, needs: this.#top.needs }
    this.#attribute = undefined
  }

  #literal(text: string): boolean {
    this.#target?.push({ kind: 'literal', text })
    return true
  }

  #value(): boolean {
    const index = this.#view.u16(this.#at)
    const type = this.#view.u8(this.#at + 2)
    this.#at += 3
    const top = this.#top
    if (type === BINXML_TYPE) {
      top.hasChildren = true
      if (top.place !== 'elsewhere') this.#data.push({ kind: 'nested', index, place: top.place, needs: top.needs })
    } else this.#target?.push({ kind: 'value', index })
    return true
  }

  /** A template used inside of XML that is the record's own. */
  #instance(): boolean {
    const { place, needs } = this.#top
    const at = this.#at - 1
    this.#top.hasChildren = true
    this.#data.push({ kind: 'instance', at, place, needs })
    const { end } = instanceAt(this.#view, at)
    this.#at = end
    return end > at
  }

  #name(): string {
    const offset = this.#view.u32(this.#at)
    this.#at += 4
    // A name stands where it is used first, and only its offset at every later use.
    if (offset === this.#at) this.#at += 10 + this.#view.u16(offset + 6) * 2
    return this.#names.at(offset)
  }

  #counted(): string {
    const bytes = this.#view.u16(this.#at) * 2
    const text = this.#view.utf16(this.#at + 2, bytes)
    this.#at += 2 + bytes
    return text
  }
}

/** A use of a template: which one, and where its values are. */
export interface Instance {
  /** Of the definition's XML. */
  readonly from: number
  readonly to: number
  readonly definition: number
  readonly valueCount: number
  /** Of the descriptors (size, type); the values follow them. */
  readonly descriptors: number
  readonly end: number
}

const BROKEN: Instance = { from: 0, to: 0, definition: 0, valueCount: 0, descriptors: 0, end: -1 }
const DEFINITION_HEADER_BYTES = 24
const VALUES_MAX = 4_096

/** `end` is -1 when it is none. The first word of the template's GUID must be the id the record names: old bytes fail that. */
export function instanceAt(view: ByteView, at: number): Instance {
  const id = view.u32(at + 2)
  const definition = view.u32(at + 6)
  const from = definition + DEFINITION_HEADER_BYTES
  const to = from + view.u32(definition + 20)
  let after = at + INSTANCE_HEADER_BYTES
  if (definition === after) after = to
  const valueCount = view.u32(after)
  const descriptors = after + 4
  if (view.hasFailed() || view.u32(definition + 4) !== id || to > view.length || valueCount > VALUES_MAX) return BROKEN
  let end = descriptors + valueCount * 4
  for (let index = 0; index < valueCount; index += 1) end += view.u16(descriptors + index * 4)
  return view.hasFailed() || end > view.length ? BROKEN : { from, to, definition, valueCount, descriptors, end }
}
