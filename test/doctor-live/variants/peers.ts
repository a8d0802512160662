/** Hosts that differ in the other servers they know. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { identityOf } from '../../gateway/harness.ts'
import * as v from 'valibot'
import { writePem } from '../../../src/x509/pem.ts'
import { acquaint, Host, HUB2 } from '../host.ts'
import type { Variants } from './variant.ts'

const SEND = { name: 'To HUB2', peer: HUB2, listen: '127.0.0.1:0' }

const CLOCK = v.object({
  clock: v.object({ value: v.object({ offsets: v.array(v.object({ seconds: v.number() })) }) }),
})

/** Two servers that trust each other and run; the first one sends to the second. */
async function pair(t: TestContext): Promise<readonly [Host, Host]> {
  const [host, peer] = await Promise.all([Host.make(t), Host.make(t, { name: HUB2 })])
  host.set(['gateway', 'send'], [SEND])
  await acquaint(host, peer)
  return [host, peer]
}

/** A server of which only the certificate is known. */
function certificateOf(host: Host, name: string): string {
  const path = host.path(`${name}.pem`)
  writeFileSync(path, writePem('CERTIFICATE', identityOf(name).certificateDer))
  return path
}

export const PEER_VARIANTS: Variants = {
  'a peer and a send connector to it': async (t) => (await pair(t))[0],

  'a peer, and no send connector': async (t) => {
    const [host, peer] = await Promise.all([Host.make(t), Host.make(t, { name: HUB2 })])
    await acquaint(host, peer)
    return host
  },

  'a send connector that states where its peer is': async (t) => {
    const [host, peer] = await pair(t)
    host.set(['gateway', 'send', 0, 'addresses'], [await peer.address()])
    host.signal('SIGHUP')
    await host.until('30006')
    await host.done(['server', 'add', HUB2, '--address', '127.0.0.1:1'])
    return host
  },

  'no peers at all': async (t) => {
    const host = await Host.make(t)
    await host.serve()
    return host
  },

  'a disabled server nobody sends to, and one that is only known': async (t) => {
    const host = await Host.make(t)
    const [old, edge] = ['old.corp.example', 'edge1.corp.example']
    const nowhere = ['--address', '127.0.0.1:1']
    for (const name of [old, edge])
      await host.done(['server', 'add', name, '--certificate', certificateOf(host, name), ...nowhere])
    await host.done(['server', 'disable', old, '--yes'])
    await host.serve()
    await host.done(['server', 'add', host.name, '--address', await host.address()])
    return host
  },

  'one directory for two servers': async (t) => {
    const [host, peer] = await Promise.all([Host.make(t), Host.make(t, { name: HUB2 })])
    await host.meet(peer, '127.0.0.1:1')
    peer.set(['directory'], { path: host.state('directory.sqlite') })
    host.set(['gateway', 'send'], [SEND])
    await Promise.all([host.serve(), peer.serve()])
    for (const each of [host, peer]) await host.done(['server', 'add', each.name, '--address', await each.address()])
    return host
  },

  'a peer whose clock is four minutes ahead': async (t) => {
    const [host, peer] = await pair(t)
    const port = await greeter(t, await peer.address(), () => {
      const ahead = new Date(Date.now() + 240_000).toUTCString().replace('GMT', '+0000')
      return `220 ${HUB2} ESMTP ready at ${ahead}\r\n`
    })
    await host.done(['server', 'add', HUB2, '--address', `127.0.0.1:${String(port)}`])
    const { clock } = v.parse(CLOCK, JSON.parse(await host.done('facts')))
    assert.deepEqual(
      clock.value.offsets.map(({ seconds }) => Math.round(seconds / 10)),
      [24],
    )
    return host
  },

  'a peer that replaces its certificate': async (t) => {
    const [host, peer] = await pair(t)
    const next = peer.path('next.pem')
    await peer.done(['cert', 'export', await peer.another('--no-publish'), '--out', next])
    await host.done(['server', 'add', HUB2, '--certificate', next])
    return host
  },
}

/** Stands in front of a server and greets in its place. */
async function greeter(t: TestContext, address: string, greeting: () => string): Promise<number> {
  const [host, port] = address.split(':')
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const behind = connect(Number(port), host)
    for (const one of [socket, behind]) one.on('error', () => socket.destroy())
    behind.once('data', () => {
      socket.write(greeting())
      behind.pipe(socket)
    })
    socket.pipe(behind)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}
