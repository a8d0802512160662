/** Search filters: the string an administrator writes (RFC 4515) to what goes over the wire (RFC 4511, section 4.5.1.7). */
import { BerError, berBoolean, berElement, berText } from './ber.ts'

const AND = 0xa0
const OR = 0xa1
const NOT = 0xa2
const EQUAL = 0xa3
const SUBSTRINGS = 0xa4
const PRESENT = 0x87
const EXTENSIBLE = 0xa9
const COMPARISONS: Readonly<Record<string, number>> = { '=': EQUAL, '>=': 0xa5, '<=': 0xa6, '~=': 0xa8 }
const INITIAL = 0x80
const ANY = 0x81
const FINAL = 0x82
const DEPTH_MAX = 32

const ITEM = /([^()=<>~:*\\]*)((?::[^()=:\\]*)*:=|>=|<=|~=|=)([^()]*)/y

/** @throws BerError, with the place in the string */
export function encodeFilter(text: string): Buffer {
  const [filter, end] = filterAt(text.trim(), 0, 0)
  if (end !== text.trim().length) throw new BerError(`the filter goes on after its end, at ${String(end)}`)
  return filter
}

type Read = readonly [filter: Buffer, end: number]

function filterAt(text: string, at: number, depth: number): Read {
  if (depth > DEPTH_MAX) throw new BerError('a filter too deep')
  if (text[at] !== '(') throw new BerError(`no "(" in the filter at ${String(at)}`)
  const [filter, end] = insideAt(text, at + 1, depth)
  if (text[end] !== ')') throw new BerError(`no ")" in the filter at ${String(end)}`)
  return [filter, end + 1]
}

function insideAt(text: string, at: number, depth: number): Read {
  const sign = text[at]
  if (sign === '!') {
    const [filter, end] = filterAt(text, at + 1, depth + 1)
    return [berElement(NOT, filter), end]
  }
  if (sign !== '&' && sign !== '|') return itemAt(text, at)
  const parts: Buffer[] = []
  let next = at + 1
  while (text[next] === '(') {
    const [filter, end] = filterAt(text, next, depth + 1)
    parts.push(filter)
    next = end
  }
  return [berElement(sign === '&' ? AND : OR, ...parts), next]
}

function itemAt(text: string, at: number): Read {
  ITEM.lastIndex = at
  const [whole = '', attribute = '', sign = '', value = ''] = ITEM.exec(text) ?? []
  if (whole === '') throw new BerError(`no comparison in the filter at ${String(at)}`)
  const end = at + whole.length
  if (sign.endsWith(':=')) return [extensible(attribute, sign, value), end]
  if (attribute === '') throw new BerError(`no attribute in the filter at ${String(at)}`)
  if (sign === '=' && value === '*') return [berText(attribute, PRESENT), end]
  if (sign === '=' && value.includes('*')) return [substrings(attribute, value), end]
  return [berElement(COMPARISONS[sign] ?? EQUAL, berText(attribute), berElement(0x04, unescaped(value))), end]
}

function substrings(attribute: string, value: string): Buffer {
  const parts = value.split('*')
  const last = parts.length - 1
  const elements = parts.flatMap((part, index) => {
    if (part === '') return []
    const tag = index === 0 ? INITIAL : index === last ? FINAL : ANY
    return [berElement(tag, unescaped(part))]
  })
  return berElement(SUBSTRINGS, berText(attribute), berElement(0x30, ...elements))
}

/** `attribute:dn:rule:=value`; each of the first three may be left out. */
function extensible(attribute: string, sign: string, value: string): Buffer {
  const words = sign.slice(0, -2).split(':').slice(1)
  const isOfNames = words.some((word) => word.toLowerCase() === 'dn')
  const rule = words.find((word) => word !== '' && word.toLowerCase() !== 'dn')
  if (attribute === '' && rule === undefined) throw new BerError('neither attribute nor rule in the filter')
  return berElement(
    EXTENSIBLE,
    ...(rule === undefined ? [] : [berText(rule, 0x81)]),
    ...(attribute === '' ? [] : [berText(attribute, 0x82)]),
    berElement(0x83, unescaped(value)),
    ...(isOfNames ? [berBoolean(true, 0x84)] : []),
  )
}

function unescaped(value: string): Buffer {
  const parts = value.split('\\')
  const first = Buffer.from(parts[0] ?? '', 'utf8')
  const rest = parts.slice(1).map((part) => {
    const digits = /^[0-9a-f]{2}/i.exec(part)?.[0]
    if (digits === undefined) throw new BerError('a "\\" in the filter without two hexadecimal digits')
    return Buffer.concat([Buffer.from(digits, 'hex'), Buffer.from(part.slice(2), 'utf8')])
  })
  return Buffer.concat([first, ...rest])
}
