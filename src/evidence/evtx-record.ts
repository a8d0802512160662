/** One record of an EVTX chunk to an event. Values that nobody asks for are not decoded: most events do not matter here. */
import type { ByteView } from './byte-view.ts'
import { compile, instanceAt, Names, type Compiled, type DataSlot, type Instance, type Slot } from './evtx-binxml.ts'
import { PLACES, type Place } from './evtx-places.ts'
import { isoOfFiletime, isoOfMs, msOfTime } from './filetime.ts'
import { isNull, textOf, textsOf, type Value } from './evtx-values.ts'

export interface EvtxEvent {
  readonly source: string
  readonly id: number
  readonly qualifiers?: number
  readonly recordNumber?: number
  readonly time?: string
  readonly log?: string
  readonly computer?: string
  readonly strings: readonly string[]
  /** Only in logs that were forwarded: the others hold no text. */
  readonly text?: string
}

type Written = { -readonly [Name in keyof EvtxEvent]: EvtxEvent[Name] } & { readonly strings: string[] }

/** `broken`: the record's XML cannot be read. `unwanted`: it can, and nobody asked for it. */
export type RecordOutcome = EvtxEvent | 'broken' | 'unwanted'

export type Wanted = (source: string, id: number) => boolean

const DEPTH_MAX = 8
const FILETIME = 0x11
const STRINGS_MAX = 1_024
const NULL_VALUE: Value = { type: 0, at: 0, size: 0 }

/** XML with the values it is to be filled with. */
interface Filled {
  readonly compiled: Compiled
  readonly values: ValueList
}

/** Where the values of a template's use are; they are decoded when they are asked for. */
interface ValueList {
  value(index: number): Value
}

const NO_VALUES: ValueList = { value: () => NULL_VALUE }

export class RecordReader {
  readonly #view: ByteView
  readonly #names: Names
  /** By place and by where the definition stands. */
  readonly #templates = new Map<number, Compiled | undefined>()

  constructor(view: ByteView) {
    this.#view = view
    this.#names = new Names(view)
  }

  /** @param from of the record's XML; @param to behind it */
  read(from: number, to: number, wanted: Wanted): RecordOutcome {
    this.#view.begin()
    const filled = this.#filled(from, to, 'document')
    if (filled === undefined) return 'broken'
    const { head } = filled.compiled
    const source = this.#text(head.provider, filled)
    const id = Number(this.#text(head.id, filled))
    if (this.#view.hasFailed() || source === undefined || !Number.isInteger(id)) return 'broken'
    if (!wanted(source, id)) return 'unwanted'
    const event: Written = { source, id, strings: [] }
    const isWhole = this.#strings(filled, event.strings, 0)
    this.#rest(filled, event)
    return isWhole && !this.#view.hasFailed() ? event : 'broken'
  }

  #rest(filled: Filled, event: Written): void {
    const { head } = filled.compiled
    const qualifiers = this.#number(head.qualifiers, filled)
    if (qualifiers !== undefined) event.qualifiers = qualifiers
    const recordNumber = this.#number(head.record, filled)
    if (recordNumber !== undefined) event.recordNumber = recordNumber
    const time = this.#time(head.time, filled)
    if (time !== undefined) event.time = time
    const log = this.#text(head.log, filled)
    if (log !== undefined) event.log = log
    const computer = this.#text(head.computer, filled)
    if (computer !== undefined) event.computer = computer
    const text = this.#text(head.message, filled)
    if (text !== undefined) event.text = text
  }

  #number(slot: Slot | undefined, filled: Filled): number | undefined {
    const digits = this.#text(slot, filled)
    return digits === undefined || digits === '' ? undefined : Number(digits)
  }

  /** To the millisecond: text is only made of times that are strings of the event. */
  #time(slot: Slot | undefined, filled: Filled): string | undefined {
    const [only] = slot?.pieces ?? []
    const value = only?.kind === 'value' ? filled.values.value(only.index) : NULL_VALUE
    if (value.type === FILETIME) return isoOfFiletime(this.#view.u32(value.at), this.#view.u32(value.at + 4))
    const text = this.#text(slot, filled)
    return text === undefined ? undefined : isoOfMs(msOfTime(text))
  }

  /** The XML that starts there: the use of a template, or elements of the record itself. */
  #filled(from: number, to: number, place: Place): Filled | undefined {
    let at = from
    while (at < to && this.#view.u8(at) === 0x0f) at += 4
    if (this.#view.u8(at) === 0x0c) return this.#instance(at, place)
    const compiled = compile(this.#view, this.#names, { from: at, to, place, isTemplate: false })
    return compiled === undefined ? undefined : { compiled, values: NO_VALUES }
  }

  #instance(at: number, place: Place): Filled | undefined {
    const instance = instanceAt(this.#view, at)
    if (instance.end === -1) return undefined
    const compiled = this.#template(instance, place)
    return compiled === undefined ? undefined : { compiled, values: new Values(this.#view, instance) }
  }

  #template({ definition, from, to }: Instance, place: Place): Compiled | undefined {
    const key = definition * PLACES.length + PLACES.indexOf(place)
    if (!this.#templates.has(key))
      this.#templates.set(key, compile(this.#view, this.#names, { from, to, place, isTemplate: true }))
    return this.#templates.get(key)
  }

  #text(slot: Slot | undefined, { values }: Filled): string | undefined {
    if (slot === undefined || !this.#isThere(slot, values)) return undefined
    const { pieces } = slot
    const [first] = pieces
    if (first === undefined) return ''
    return pieces.length === 1 ? this.#piece(first, values) : pieces.map((piece) => this.#piece(piece, values)).join('')
  }

  #isThere({ needs }: Pick<Slot, 'needs'>, values: ValueList): boolean {
    for (const index of needs) if (isNull(values.value(index))) return false
    return true
  }

  #piece(piece: Slot['pieces'][number], values: ValueList): string {
    return piece.kind === 'literal' ? piece.text : textOf(this.#view, values.value(piece.index))
  }

  /** False when XML inside of the record cannot be read. */
  #strings(filled: Filled, strings: string[], depth: number): boolean {
    if (depth > DEPTH_MAX) return false
    return filled.compiled.data.every((slot) => this.#dataSlot(slot, filled, { strings, depth }))
  }

  #dataSlot(
    slot: DataSlot,
    filled: Filled,
    { strings, depth }: { readonly strings: string[]; readonly depth: number },
  ): boolean {
    const { values } = filled
    if (strings.length >= STRINGS_MAX || !this.#isThere(slot, values)) return true
    if (slot.kind === 'string') {
      const [only] = slot.pieces
      // One element stands for as many strings as its array has.
      if (only?.kind === 'value' && slot.pieces.length === 1)
        strings.push(...textsOf(this.#view, values.value(only.index)).slice(0, STRINGS_MAX))
      else strings.push(this.#text(slot, filled) ?? '')
      return true
    }
    if (slot.kind === 'instance') {
      const nested = this.#instance(slot.at, slot.place)
      return nested !== undefined && this.#strings(nested, strings, depth + 1)
    }
    const value = values.value(slot.index)
    if (isNull(value) || value.size === 0) return true
    const nested = this.#filled(value.at, value.at + value.size, slot.place)
    return nested !== undefined && this.#strings(nested, strings, depth + 1)
  }
}

class Values implements ValueList {
  readonly #view: ByteView
  readonly #instance: Instance
  readonly #starts: number[] = []

  constructor(view: ByteView, instance: Instance) {
    this.#view = view
    this.#instance = instance
  }

  value(index: number): Value {
    const { valueCount, descriptors } = this.#instance
    if (index >= valueCount) return NULL_VALUE
    const descriptor = descriptors + index * 4
    return { type: this.#view.u8(descriptor + 2), at: this.#start(index), size: this.#view.u16(descriptor) }
  }

  /** A value starts where the one before it ends. */
  #start(index: number): number {
    const { valueCount, descriptors } = this.#instance
    for (let known = this.#starts.length; known <= index; known += 1) {
      const before = known - 1
      const start =
        before < 0
          ? descriptors + valueCount * 4
          : (this.#starts[before] ?? 0) + this.#view.u16(descriptors + before * 4)
      this.#starts.push(start)
    }
    return this.#starts[index] ?? 0
  }
}
