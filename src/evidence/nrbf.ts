/**
 * What .NET's BinaryFormatter wrote ([MS-NRBF]), as plain values: names and members of one object. Only read, never revived: no
 * type is loaded and nothing in it is run.
 *
 * Bounded by `RECORDS_MAX`; undefined when the bytes are not what they should be.
 */
export type NrbfValue =
  string | number | boolean | Uint8Array | NrbfReference | NrbfObject | readonly NrbfValue[] | undefined

export interface NrbfObject {
  readonly className: string
  readonly members: ReadonlyMap<string, NrbfValue>
}

export interface NrbfReference {
  readonly reference: number
}

export interface NrbfDocument {
  readonly root: NrbfObject
  /** The value behind a reference; enumerations become their number. */
  resolve(value: NrbfValue): NrbfValue
}

const RECORDS_MAX = 100_000
const DEPTH_MAX = 64

interface Member {
  readonly name: string
  readonly binaryType: number
  /** Primitive type, for `Primitive` and arrays of them. */
  readonly primitive: number
}

interface ClassInfo {
  readonly name: string
  readonly members: readonly Member[]
}

/** A value, several nulls at once, or the end of the message. */
type Entry = { readonly value: NrbfValue } | { readonly nulls: number } | 'end'

/** Thrown inside this file only, when bytes end or mean nothing. */
class Broken extends Error {}

export function readNrbf(bytes: Uint8Array): NrbfDocument | undefined {
  const reading = new Reading(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  try {
    return reading.document()
  } catch (error) {
    // Bytes that end too early or lie about lengths are no object; anything else is a mistake of ours.
    if (error instanceof Broken || error instanceof RangeError) return undefined
    throw error
  }
}

class Reading {
  readonly #bytes: Buffer
  readonly #classes = new Map<number, ClassInfo>()
  readonly #objects = new Map<number, NrbfValue>()
  #at = 0
  #records = 0
  #depth = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  document(): NrbfDocument {
    if (this.#byte() !== 0) throw new Broken()
    const rootId = this.#int32()
    this.#at += 12
    while (this.#record() !== 'end') continue
    const root = this.#objects.get(rootId)
    if (root === undefined || !isObject(root)) throw new Broken()
    return { root, resolve: (value) => this.#resolve(value) }
  }

  #resolve(value: NrbfValue): NrbfValue {
    let found = value
    for (let steps = 0; steps < DEPTH_MAX && isReference(found); steps += 1) found = this.#objects.get(found.reference)
    if (isObject(found) && found.members.has('value__')) return found.members.get('value__')
    return found
  }

  #record(): Entry {
    this.#records += 1
    if (this.#records > RECORDS_MAX || this.#depth > DEPTH_MAX) throw new Broken()
    this.#depth += 1
    const read = Reading.#RECORDS[this.#byte()]
    if (read === undefined) throw new Broken()
    const record = read(this)
    this.#depth -= 1
    return record
  }

  static readonly #RECORDS: Readonly<Record<number, (reading: Reading) => Entry>> = {
    1: (reading) => ({ value: reading.#object(reading.#int32(), reading.#classes.get(reading.#int32())) }),
    4: (reading) => ({ value: reading.#classWithTypes(false) }),
    5: (reading) => ({ value: reading.#classWithTypes(true) }),
    6: (reading) => ({ value: reading.#keep(reading.#int32(), reading.#string()) }),
    7: (reading) => ({ value: reading.#binaryArray() }),
    8: (reading) => ({ value: reading.#primitive(reading.#byte()) }),
    9: (reading) => ({ value: { reference: reading.#int32() } }),
    10: () => ({ value: undefined }),
    11: () => 'end',
    12: (reading) => reading.#library(),
    13: (reading) => ({ nulls: reading.#byte() }),
    14: (reading) => ({ nulls: reading.#int32() }),
    15: (reading) => ({ value: reading.#primitiveArray() }),
    16: (reading) => ({ value: reading.#array(reading.#int32(), reading.#int32()) }),
    17: (reading) => ({ value: reading.#array(reading.#int32(), reading.#int32()) }),
  }

  /** A library is named before what is in it. */
  #library(): Entry {
    this.#int32()
    this.#string()
    return this.#at < this.#bytes.length ? this.#record() : 'end'
  }

  #classWithTypes(hasLibrary: boolean): NrbfObject {
    const id = this.#int32()
    const name = this.#string()
    const count = this.#count()
    const names = Array.from({ length: count }, () => this.#string())
    const types = names.map(() => this.#byte())
    const members = names.map((member, at): Member => {
      const binaryType = types[at] ?? 0
      return { name: member, binaryType, primitive: this.#typeDetail(binaryType) }
    })
    if (hasLibrary) this.#int32()
    const info = { name, members }
    this.#classes.set(id, info)
    return this.#object(id, info)
  }

  /** What follows a type: the primitive, or names that are not needed. */
  #typeDetail(binaryType: number): number {
    if (binaryType === 0 || binaryType === 7) return this.#byte()
    if (binaryType === 3 || binaryType === 4) this.#string()
    if (binaryType === 4) this.#int32()
    return 0
  }

  #object(id: number, info: ClassInfo | undefined): NrbfObject {
    if (info === undefined) throw new Broken()
    const members = new Map<string, NrbfValue>()
    const object = { className: info.name, members }
    this.#objects.set(id, object)
    for (const { name, binaryType, primitive } of info.members)
      members.set(name, binaryType === 0 ? this.#primitive(primitive) : this.#value())
    return object
  }

  #value(): NrbfValue {
    const record = this.#record()
    if (record === 'end' || 'nulls' in record) throw new Broken()
    return record.value
  }

  #array(id: number, length: number): readonly NrbfValue[] {
    if (length < 0 || length > RECORDS_MAX) throw new Broken()
    const values: NrbfValue[] = []
    this.#objects.set(id, values)
    for (let at = 0; at < length; at += 1) {
      const record = this.#record()
      if (record === 'end') throw new Broken()
      if ('nulls' in record) at += Math.max(0, record.nulls - 1)
      else values.push(record.value)
    }
    return values
  }

  #binaryArray(): NrbfValue {
    const id = this.#int32()
    const shape = this.#byte()
    const rank = this.#count()
    const lengths = Array.from({ length: rank }, () => this.#int32())
    if (shape >= 3) for (let at = 0; at < rank; at += 1) this.#int32()
    const binaryType = this.#byte()
    const primitive = this.#typeDetail(binaryType)
    const length = lengths.reduce((product, size) => product * size, 1)
    if (binaryType !== 0) return this.#array(id, length)
    if (length < 0 || length > RECORDS_MAX) throw new Broken()
    return this.#keep(
      id,
      Array.from({ length }, () => this.#primitive(primitive)),
    )
  }

  #primitiveArray(): NrbfValue {
    const id = this.#int32()
    const length = this.#int32()
    const primitive = this.#byte()
    if (length < 0 || this.#at + length > this.#bytes.length) throw new Broken()
    if (primitive === 2) {
      const content = this.#bytes.subarray(this.#at, this.#at + length)
      this.#at += length
      return this.#keep(id, content)
    }
    return this.#keep(
      id,
      Array.from({ length }, () => this.#primitive(primitive)),
    )
  }

  #keep(id: number, value: NrbfValue): NrbfValue {
    this.#objects.set(id, value)
    return value
  }

  #primitive(type: number): NrbfValue {
    const read = Reading.#PRIMITIVES[type]
    if (read === undefined) throw new Broken()
    return read(this)
  }

  static readonly #PRIMITIVES: Readonly<Record<number, (reading: Reading) => NrbfValue>> = {
    1: (reading) => reading.#byte() !== 0,
    2: (reading) => reading.#byte(),
    3: (reading) => reading.#sized(1).toString('utf8'),
    5: (reading) => reading.#string(),
    6: (reading) => reading.#sized(8).readDoubleLE(),
    7: (reading) => reading.#sized(2).readInt16LE(),
    8: (reading) => reading.#int32(),
    9: (reading) => Number(reading.#sized(8).readBigInt64LE()),
    10: (reading) => reading.#sized(1).readInt8(),
    11: (reading) => reading.#sized(4).readFloatLE(),
    12: (reading) => Number(reading.#sized(8).readBigInt64LE()),
    13: (reading) => Number(reading.#sized(8).readBigInt64LE()),
    14: (reading) => reading.#sized(2).readUInt16LE(),
    15: (reading) => reading.#sized(4).readUInt32LE(),
    16: (reading) => Number(reading.#sized(8).readBigUInt64LE()),
    18: (reading) => reading.#string(),
  }

  #sized(size: number): Buffer {
    const start = this.#at
    this.#at += size
    if (this.#at > this.#bytes.length) throw new Broken()
    return this.#bytes.subarray(start, this.#at)
  }

  #byte(): number {
    return this.#sized(1).readUInt8()
  }

  #int32(): number {
    return this.#sized(4).readInt32LE()
  }

  #count(): number {
    const count = this.#int32()
    if (count < 0 || count > 1000) throw new Broken()
    return count
  }

  /** Its length comes first, in groups of seven bits. */
  #string(): string {
    let length = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte()
      length += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) break
      if (shift >= 28) throw new Broken()
    }
    return this.#sized(length).toString('utf8')
  }
}

function isReference(value: NrbfValue): value is NrbfReference {
  return typeof value === 'object' && 'reference' in value
}

function isObject(value: NrbfValue): value is NrbfObject {
  return typeof value === 'object' && 'className' in value
}
