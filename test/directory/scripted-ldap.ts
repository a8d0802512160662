/** A server of LDAP that says what a test wants: for what no real server here does. Speaks plain, lets everybody in. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { BER, BerCursor, berElement, berInteger, berText, extentAt } from '../../src/wire/ber.ts'

export interface ScriptedSearch {
  readonly base: string
  readonly scope: number
  readonly attributes: readonly string[]
  /** Types of the controls. */
  readonly controls: readonly string[]
}

export interface ScriptedAnswer {
  readonly entries?: readonly ScriptedEntry[]
  /** Said behind them, without an end: the operations. */
  readonly infos?: readonly Uint8Array[]
  /** More may come. */
  readonly isOpen?: boolean
  readonly code?: number
}

export interface ScriptedEntry {
  readonly dn: string
  readonly attributes: Readonly<Record<string, readonly (string | Uint8Array)[]>>
  /** By type. */
  readonly controls?: Readonly<Record<string, Uint8Array>>
}

const BIND = 0x60
const SEARCH = 0x63
const ENTRY = 0x64
const DONE = 0x65
const CONTROLS = 0xa0

export async function scriptedLdap(
  t: TestContext,
  answerTo: (search: ScriptedSearch) => ScriptedAnswer,
): Promise<{ readonly url: string }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    let unread = Buffer.alloc(0)
    socket.on('data', (bytes) => {
      unread = Buffer.concat([unread, bytes])
      for (let extent = extentAt(unread, 0); extent !== undefined && extent.end <= unread.length;) {
        const message = new BerCursor(unread, extent)
        unread = unread.subarray(extent.end)
        answer(socket, message, answerTo)
        extent = extentAt(unread, 0)
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const place = server.address()
  return { url: `ldap://127.0.0.1:${String(typeof place === 'object' && place !== null ? place.port : 0)}` }
}

function answer(socket: Socket, message: BerCursor, answerTo: (search: ScriptedSearch) => ScriptedAnswer): void {
  const id = message.integer()
  const say = (...operation: readonly Uint8Array[]) =>
    socket.write(berElement(BER.sequence, berInteger(id), ...operation))
  if (message.tag === BIND) say(resultOf(0x61, 0))
  if (message.tag !== SEARCH) return
  const { entries = [], infos = [], code = 0, isOpen = false } = answerTo(searchOf(message))
  for (const { dn, attributes, controls = {} } of entries)
    say(berElement(ENTRY, berText(dn), attributeList(attributes)), ...controlsOf(controls))
  for (const info of infos) say(info)
  if (!isOpen) say(resultOf(DONE, code))
}

function searchOf(message: BerCursor): ScriptedSearch {
  const operation = message.enter(SEARCH)
  const base = operation.text()
  const scope = operation.integer(BER.enumerated)
  operation.integer(BER.enumerated)
  operation.integer()
  operation.integer()
  operation.boolean()
  operation.enter(operation.tag ?? BER.sequence)
  const attributes: string[] = []
  for (const list = operation.enter(BER.sequence); !list.isDone;) attributes.push(list.text())
  const controls: string[] = []
  if (message.tag === CONTROLS)
    for (const list = message.enter(CONTROLS); !list.isDone;) controls.push(list.enter(BER.sequence).text())
  return { base, scope, attributes, controls }
}

function controlsOf(controls: NonNullable<ScriptedEntry['controls']>): readonly Buffer[] {
  const list = Object.entries(controls).map(([type, value]) =>
    berElement(BER.sequence, berText(type), berElement(BER.octets, value)),
  )
  return list.length === 0 ? [] : [berElement(CONTROLS, ...list)]
}

function attributeList(attributes: ScriptedEntry['attributes']): Buffer {
  const list = Object.entries(attributes).map(([name, values]) => {
    const set = values.map((value) => berElement(BER.octets, Buffer.from(value)))
    return berElement(BER.sequence, berText(name), berElement(BER.set, ...set))
  })
  return berElement(BER.sequence, ...list)
}

function resultOf(tag: number, code: number): Buffer {
  return berElement(tag, berInteger(code, BER.enumerated), berText(''), berText(''))
}
