/** Small EVTX files, whole and checksummed, in the three ways events are written: classic, with a manifest, and without a template. */
import { crc32 } from 'node:zlib'

export interface WrittenEvent {
  readonly source: string
  readonly id: number
  readonly qualifiers?: number
  readonly record: number
  /** ISO 8601. */
  readonly time: string
  readonly log?: string
  readonly computer?: string
  readonly strings: readonly string[]
}

/** `classic`: strings as an array. `manifest`: named data in XML of its own. `plain`: elements in the record, no template; `mixed`: with one. */
export type Style = 'classic' | 'manifest' | 'plain' | 'mixed'

export const CHUNK_BYTES = 65_536
export const FILE_HEADER_BYTES = 4_096
const RECORDS_FROM = 0x200
const EPOCH_MS = 11_644_473_600_000n

const STRING = 0x01
const U16 = 0x06
const U64 = 0x0a
const TIME = 0x11
const BINXML = 0x21
const STRINGS = 0x81
const NO_DEPENDENCY = 0xffff

interface Value {
  readonly type: number
  readonly bytes: Buffer
  /** In its place XML of the record's own, with these as its data. */
  readonly data?: readonly string[]
}

/** A number: the value with that number. */
type Content = string | number

interface Element {
  readonly name: string
  readonly attributes?: Readonly<Record<string, Content>>
  readonly content?: Content
  readonly children?: readonly Element[]
  readonly dependsOn?: number
  /** In the place of children: a template, filled with these. */
  readonly data?: readonly string[]
}

const SYSTEM: Element = {
  name: 'System',
  children: [
    { name: 'Provider', attributes: { Name: 0 } },
    { name: 'EventID', attributes: { Qualifiers: 2 }, content: 1 },
    { name: 'Level', content: '3' },
    { name: 'TimeCreated', attributes: { SystemTime: 3 } },
    { name: 'EventRecordID', content: 4 },
    { name: 'Channel', content: 5 },
    { name: 'Computer', content: 6 },
    { name: 'Security', attributes: { UserID: 8 }, dependsOn: 8 },
  ],
}
const CLASSIC: Element = {
  name: 'Event',
  attributes: { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
  children: [SYSTEM, { name: 'EventData', children: [{ name: 'Data', content: 7, dependsOn: 7 }] }],
}
const MANIFEST: Element = { ...CLASSIC, children: [SYSTEM] }
const MANIFEST_TYPES: Readonly<Record<number, number>> = { 7: BINXML, 0: STRING }

export class ChunkWriter {
  readonly bytes = Buffer.alloc(CHUNK_BYTES)
  readonly #names = new Map<string, number>()
  readonly #templates = new Map<string, number>()
  #at = RECORDS_FROM
  #first: number | undefined
  #last = 0
  #lastAt = 0

  get at(): number {
    return this.#at
  }

  event(event: WrittenEvent, style: Style = 'classic'): void {
    const start = this.#at
    this.#u32(0x2a2a)
    this.#u32(0)
    this.#bytes(u64(BigInt(event.record)))
    this.#bytes(fileTime(event.time))
    this.#fragment()
    if (style === 'plain' || style === 'mixed') this.#plain(event, style)
    else this.#instance(style, style === 'classic' ? CLASSIC : MANIFEST, this.#values(event, style))
    this.#u8(0)
    const size = this.#at - start + 4
    this.#u32(size)
    this.bytes.writeUInt32LE(size, start + 4)
    this.#first ??= event.record
    this.#last = event.record
    this.#lastAt = start
  }

  /** @param freeFrom where the live records end; what stands behind is left over */
  finish(freeFrom = this.#at, last = this.#last): Buffer {
    const { bytes } = this
    bytes.write('ElfChnk\0', 0, 'latin1')
    const numbers = [BigInt(this.#first ?? 1), BigInt(last)]
    for (const [index, number] of [...numbers, ...numbers].entries()) bytes.writeBigUInt64LE(number, 8 + index * 8)
    bytes.writeUInt32LE(128, 0x28)
    bytes.writeUInt32LE(this.#lastAt, 0x2c)
    bytes.writeUInt32LE(freeFrom, 0x30)
    bytes.writeUInt32LE(crc32(bytes.subarray(RECORDS_FROM, freeFrom)), 0x34)
    bytes.writeUInt32LE(1, 0x78)
    bytes.writeUInt32LE(crc32(bytes.subarray(0x80, RECORDS_FROM), crc32(bytes.subarray(0, 0x78))), 0x7c)
    return bytes
  }

  #values(event: WrittenEvent, style: Style): readonly Value[] {
    const {
      source,
      id,
      qualifiers = 0,
      record,
      time,
      log = 'Application',
      computer = 'HUB1.corp.example',
      strings,
    } = event
    const none = Buffer.alloc(0)
    const array = {
      type: strings.length === 0 ? 0 : STRINGS,
      bytes: utf16(strings.map((text) => `${text}\0`).join('')),
    }
    return [
      { type: STRING, bytes: utf16(source) },
      { type: U16, bytes: u16(id) },
      { type: U16, bytes: u16(qualifiers) },
      { type: TIME, bytes: fileTime(time) },
      { type: U64, bytes: u64(BigInt(record)) },
      { type: STRING, bytes: utf16(log) },
      { type: STRING, bytes: utf16(computer) },
      style === 'classic' ? array : { type: BINXML, bytes: none, data: strings },
      { type: 0, bytes: none },
    ]
  }

  #instance(kind: string, template: Element, values: readonly Value[]): void {
    this.#u8(0x0c)
    this.#u8(1)
    const id = crc32(kind)
    this.#u32(id)
    const known = this.#templates.get(kind)
    this.#u32(known ?? this.#at + 4)
    if (known === undefined) this.#definition(kind, id, template)
    this.#u32(values.length)
    const descriptors = this.#at
    this.#at += values.length * 4
    for (const [index, { type, bytes, data }] of values.entries()) {
      const from = this.#at
      if (data === undefined) this.#bytes(bytes)
      else this.#nested(data)
      this.bytes.writeUInt16LE(this.#at - from, descriptors + index * 4)
      this.bytes.writeUInt8(type, descriptors + index * 4 + 2)
    }
  }

  #definition(kind: string, id: number, template: Element): void {
    this.#templates.set(kind, this.#at)
    this.#u32(0)
    this.#u32(id)
    this.#at += 12
    const size = this.#at
    this.#u32(0)
    const from = this.#at
    this.#fragment()
    this.#element(template, true)
    if (kind === 'manifest') this.#patchNested()
    this.#u8(0)
    this.bytes.writeUInt32LE(this.#at - from, size)
  }

  /** The event's own end tag gives way to a place for more XML. */
  #patchNested(): void {
    this.#at -= 1
    this.#bytes(Buffer.from([0x0e, 7, 0, BINXML, 0x04]))
  }

  #nested(strings: readonly string[]): void {
    this.#fragment()
    this.#data(strings)
    this.#u8(0)
  }

  #data(strings: readonly string[]): void {
    const data: Element = {
      name: 'EventData',
      children: strings.map((_, index) => ({
        name: 'Data',
        attributes: { Name: `param${String(index)}` },
        content: index,
      })),
    }
    const values = strings.map((text) => ({ type: STRING, bytes: utf16(text) }))
    this.#instance(`data of ${String(strings.length)}`, data, values)
  }

  #plain(event: WrittenEvent, style: Style): void {
    const {
      source,
      id,
      qualifiers = 0,
      record,
      time,
      log = 'Application',
      computer = 'HUB1.corp.example',
      strings,
    } = event
    const texts = [source, String(id), String(qualifiers), time, String(record), log, computer]
    const literal = (content: Content | undefined) => (typeof content === 'number' ? (texts[content] ?? '') : content)
    const filled = (element: Element): Element => {
      const content = literal(element.content)
      const attributes: Record<string, Content> = {}
      for (const [name, value] of Object.entries(element.attributes ?? {})) attributes[name] = literal(value) ?? ''
      return {
        name: element.name,
        attributes,
        ...(content === undefined ? {} : { content }),
        children: (element.children ?? []).map(filled),
      }
    }
    const data = {
      name: 'UserData',
      children: [{ name: 'EventXML', children: strings.map((content) => ({ name: 'Param', content })) }],
    }
    const children = style === 'plain' ? [filled(SYSTEM), data] : [filled(SYSTEM)]
    this.#element({ name: 'Event', children, ...(style === 'plain' ? {} : { data: strings }) }, false)
  }

  #element(element: Element, isTemplate: boolean): void {
    const { name, attributes = {}, content, children = [], dependsOn, data } = element
    const entries = Object.entries(attributes)
    this.#u8(entries.length > 0 ? 0x41 : 0x01)
    if (isTemplate) this.#bytes(u16(dependsOn ?? NO_DEPENDENCY))
    const size = this.#at
    this.#u32(0)
    this.#name(name)
    if (entries.length > 0) this.#attributes(entries)
    if (content === undefined && children.length === 0) this.#u8(0x03)
    else {
      this.#u8(0x02)
      if (content !== undefined) this.#content(content)
      for (const child of children) this.#element(child, isTemplate)
      if (data !== undefined) this.#data(data)
      this.#u8(0x04)
    }
    this.bytes.writeUInt32LE(this.#at - size - 4, size)
  }

  #attributes(entries: readonly (readonly [string, Content])[]): void {
    const size = this.#at
    this.#u32(0)
    for (const [name, value] of entries) {
      this.#u8(0x06)
      this.#name(name)
      this.#content(value)
    }
    this.bytes.writeUInt32LE(this.#at - size - 4, size)
  }

  #content(content: Content): void {
    if (typeof content === 'number') {
      this.#bytes(
        Buffer.from([0x0d, content & 0xff, content >> 8, MANIFEST_TYPES[content] === BINXML ? STRINGS : STRING]),
      )
      return
    }
    this.#u8(0x05)
    this.#u8(STRING)
    this.#bytes(u16(content.length))
    this.#bytes(utf16(content))
  }

  #name(name: string): void {
    const known = this.#names.get(name)
    this.#u32(known ?? this.#at + 4)
    if (known !== undefined) return
    this.#names.set(name, this.#at)
    this.#u32(0)
    this.#bytes(u16(0))
    this.#bytes(u16(name.length))
    this.#bytes(utf16(`${name}\0`))
  }

  #fragment(): void {
    this.#bytes(Buffer.from([0x0f, 1, 1, 0]))
  }

  #u8(value: number): void {
    this.#at = this.bytes.writeUInt8(value, this.#at)
  }

  #u32(value: number): void {
    this.#at = this.bytes.writeUInt32LE(value, this.#at)
  }

  #bytes(bytes: Buffer): void {
    if (this.#at + bytes.length > CHUNK_BYTES) throw new RangeError('the chunk is full')
    this.#at += bytes.copy(this.bytes, this.#at)
  }
}

export interface FileOrder {
  readonly isDirty?: boolean
  readonly hasNoChecksums?: boolean
  /** What the header says, when they are written later. */
  readonly chunks?: number
}

/** The header, and chunks if there are any. */
export function evtxFile(chunks: readonly Buffer[], order: FileOrder = {}): Buffer {
  const { isDirty = false, hasNoChecksums = false, chunks: count = chunks.length } = order
  const header = Buffer.alloc(FILE_HEADER_BYTES)
  header.write('ElfFile\0', 0, 'latin1')
  header.writeBigUInt64LE(BigInt(Math.max(count - 1, 0)), 0x10)
  header.writeUInt32LE(128, 0x20)
  header.writeUInt16LE(1, 0x24)
  header.writeUInt16LE(3, 0x26)
  header.writeUInt16LE(FILE_HEADER_BYTES, 0x28)
  header.writeUInt16LE(count, 0x2a)
  header.writeUInt32LE((isDirty ? 1 : 0) | (hasNoChecksums ? 4 : 0), 0x78)
  header.writeUInt32LE(hasNoChecksums ? 0 : crc32(header.subarray(0, 120)), 0x7c)
  return Buffer.concat([header, ...chunks])
}

export function chunkOf(events: readonly WrittenEvent[], style: Style = 'classic'): Buffer {
  const writer = new ChunkWriter()
  for (const event of events) writer.event(event, style)
  return writer.finish()
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le')
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

function fileTime(iso: string): Buffer {
  return u64((BigInt(Date.parse(iso)) + EPOCH_MS) * 10_000n)
}
