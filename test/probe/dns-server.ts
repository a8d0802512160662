/** A name server on loopback that knows what a test tells it, and says nothing of names it is to be silent about. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { TestContext } from 'node:test'

/** Addresses (or, of `….in-addr.arpa`, names) by lower-case name; `silent` never answers, absent is NXDOMAIN. */
export type Zone = Readonly<Record<string, readonly string[] | 'silent'>>

const TYPES = { A: 1, PTR: 12, AAAA: 28 } as const
const HEADER_BYTES = 12
const NXDOMAIN = 3

/** Its address as `resolv.conf` would have it, with its port; gone after the test. */
export async function startDnsServer(t: TestContext, zone: Zone): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const answer = answerTo(query, zone)
    if (answer !== undefined) socket.send(answer, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => socket.close())
  return `127.0.0.1:${String(socket.address().port)}`
}

/** Undefined where it is silent. */
export function answerTo(query: Buffer, zone: Zone): Buffer | undefined {
  const { name, type, end } = questionOf(query)
  const known = zone[name]
  if (known === 'silent') return undefined
  const records = (known ?? []).flatMap((value) => recordOf(value, type))
  const flags = known === undefined ? 0x8180 | NXDOMAIN : 0x8180
  const header = Buffer.alloc(HEADER_BYTES)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(flags, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  return Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...records])
}

function questionOf(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = []
  let at = HEADER_BYTES
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

/** Nothing when the value is no answer to this kind of question. */
function recordOf(value: string, type: number): readonly Buffer[] {
  const bytes = dataOf(value, type)
  if (bytes === undefined) return []
  const head = Buffer.alloc(HEADER_BYTES)
  // The name is the one of the question.
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(60, 6)
  head.writeUInt16BE(bytes.length, 10)
  return [Buffer.concat([head, bytes])]
}

function dataOf(value: string, type: number): Buffer | undefined {
  const isV4 = /^[\d.]+$/.test(value)
  const isV6 = value.includes(':')
  if (type === TYPES.A) return isV4 ? Buffer.from(value.split('.').map(Number)) : undefined
  if (type === TYPES.AAAA) return isV6 ? v6(value) : undefined
  if (type !== TYPES.PTR || isV4 || isV6) return undefined
  const labels = value.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]))
  return Buffer.concat([...labels, Buffer.from([0])])
}

/** With one `::` in it. */
function v6(value: string): Buffer {
  const [left = '', right = ''] = value.split('::').map((half) =>
    half
      .split(':')
      .filter((group) => group !== '')
      .map((group) => group.padStart(4, '0'))
      .join(''),
  )
  return Buffer.from(left + right.padStart(32 - left.length, '0'), 'hex')
}
