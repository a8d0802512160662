/** Values of EVTX records as Windows writes them into XML: one text, or one for each member of an array. */
import type { ByteView } from './byte-view.ts'
import { textOfFiletime } from './filetime.ts'
import { sidAt } from './security-id.ts'

const ARRAY = 0x80
const STRING = 0x01

/** Bytes of one member; 0 where the length is in the value itself. */
const SIZES: Readonly<Record<number, number>> = {
  0x03: 1,
  0x04: 1,
  0x05: 2,
  0x06: 2,
  0x07: 4,
  0x08: 4,
  0x09: 8,
  0x0a: 8,
  0x0b: 4,
  0x0c: 8,
  0x0d: 4,
  0x0f: 16,
  0x11: 8,
  0x12: 16,
  0x14: 4,
  0x15: 8,
}
const MEMBERS_MAX = 4_096

export interface Value {
  readonly type: number
  readonly at: number
  readonly size: number
}

export function isNull({ type }: Value): boolean {
  return type === 0
}

export function textOf(view: ByteView, value: Value): string {
  if ((value.type & ARRAY) !== 0) return textsOf(view, value).join(' ')
  return value.type === STRING ? stringAt(view, value.at, value.size) : scalarOf(view, value)
}

/** The members of an array; of anything else the one text. */
export function textsOf(view: ByteView, value: Value): readonly string[] {
  if ((value.type & ARRAY) === 0) return [textOf(view, value)]
  const type = value.type & ~ARRAY
  if (type === STRING) return membersOf(view.utf16(value.at, value.size))
  const size = SIZES[type]
  if (size === undefined) return []
  const count = Math.min(Math.floor(value.size / size), MEMBERS_MAX)
  return Array.from({ length: count }, (_, index) => scalarOf(view, { type, at: value.at + index * size, size }))
}

/** Strings one behind the other, each with a zero at its end. */
function membersOf(text: string): readonly string[] {
  const members = text.split('\0', MEMBERS_MAX)
  if (text.endsWith('\0')) members.pop()
  return members
}

function stringAt(view: ByteView, at: number, size: number): string {
  const text = view.utf16(at, size)
  return text.endsWith('\0') ? text.slice(0, text.indexOf('\0')) : text
}

function scalarOf(view: ByteView, value: Value): string {
  const { type, at, size } = value
  switch (type) {
    case 0x02:
      return view.latin1(at, size).replace(/\0+$/, '')
    case 0x0d:
      return size >= 4 && view.u32(at) !== 0 ? 'true' : 'false'
    case 0x0e:
      return view.latin1(at, size).length === size ? view.buffer.toString('hex', at, at + size).toUpperCase() : ''
    case 0x0f:
      return guidAt(view, at)
    case 0x11:
      return textOfFiletime(view.u32(at), view.u32(at + 4))
    case 0x12:
      return systemTimeAt(view, at)
    case 0x13:
      return sidAt(view, at, size)
    case 0x14:
      return `0x${view.u32(at).toString(16)}`
    case 0x15:
      return `0x${view.big64(at).toString(16)}`
    case 0x0b:
      return String(view.float(at, 4))
    case 0x0c:
      return String(view.float(at, 8))
    default:
      return integerAt(view, value)
  }
}

function integerAt(view: ByteView, { type, at, size }: Value): string {
  switch (type) {
    case 0x03:
      return String((view.u8(at) << 24) >> 24)
    case 0x04:
      return String(view.u8(at))
    case 0x05:
      return String((view.u16(at) << 16) >> 16)
    case 0x06:
      return String(view.u16(at))
    case 0x07:
      return String(view.u32(at) | 0)
    case 0x08:
      return String(view.u32(at))
    case 0x09:
      return String(view.signedBig64(at))
    case 0x0a:
      return String(view.big64(at))
    case 0x10:
      return size === 4 ? `0x${view.u32(at).toString(16)}` : `0x${view.big64(at).toString(16)}`
    default:
      return ''
  }
}

function guidAt(view: ByteView, at: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  const head = [hex(view.u32(at), 8), hex(view.u16(at + 4), 4), hex(view.u16(at + 6), 4)]
  const tail = view.buffer.toString('hex', at + 8, at + 16)
  return `{${[...head, tail.slice(0, 4), tail.slice(4)].join('-')}}`.toUpperCase()
}

function systemTimeAt(view: ByteView, at: number): string {
  const part = (index: number, digits = 2) => String(view.u16(at + index * 2)).padStart(digits, '0')
  return `${part(0, 4)}-${part(1)}-${part(3)}T${part(4)}:${part(5)}:${part(6)}.${part(7, 3)}Z`
}
