/** What a program is promised by `openDirectTrust`, over real connections. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttps, get } from 'node:https'
import { connect, createServer, type Server, type TLSSocket } from 'node:tls'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { HubtrustError, openDirectTrust, type DirectTrust, type RefusedConnection } from '../../src/index.ts'
import { identityOf } from '../gateway/harness.ts'
import { HUB1, HUB2, openPair, opened, portOf, settingsOf, type Pair } from './pair.ts'

/** A server of HUB2 that says who it let in. */
function greeter(trust: DirectTrust): Server {
  return trust.guard(
    createServer(trust.serverOptions(), (socket) => {
      socket.on('error', () => undefined)
      socket.write(`hello ${trust.peerOf(socket) ?? 'nobody'}`)
    }),
  )
}

async function firstWords(socket: TLSSocket): Promise<string> {
  const words: readonly unknown[] = await once(socket, 'data')
  return String(words[0])
}

function nextRefusal(trust: DirectTrust): Promise<RefusedConnection> {
  return new Promise((resolve) => {
    trust.once('refused', resolve)
  })
}

const isRefusedFor = (reason: string) => (error: unknown) =>
  error instanceof HubtrustError && error.code === 'LIBRARY_REFUSED' && error.details['reason'] === reason

async function served(t: TestContext): Promise<Pair & { readonly port: number }> {
  const pair = await openPair(t)
  return { ...pair, port: await portOf(t, greeter(pair.hub2Trust)) }
}

test('two servers of the directory talk, and each knows who the other is', async (t) => {
  const { hub1, port } = await served(t)
  const socket = await hub1.connect({ server: HUB2, host: '127.0.0.1', port })
  assert.equal(await firstWords(socket), `hello ${HUB1}`)
  assert.equal(hub1.peerOf(socket), HUB2)
})

test('a server of the directory that is not the one meant is refused', async (t) => {
  const { hub1, directory, port } = await served(t)
  const changed = once(hub1, 'change')
  directory.add({ name: 'hub3.corp.example', roles: ['hub'], addresses: [] })
  await changed
  const told = nextRefusal(hub1)
  const where = { server: 'hub3.corp.example', host: '127.0.0.1', port }
  await assert.rejects(hub1.connect(where), isRefusedFor('wrong-server'))
  assert.equal((await told).by, 'us')
})

test('a withdrawn certificate ends the open connection on both sides, and opens none', async (t) => {
  const { hub1, hub2Trust, directory, hub2, port } = await served(t)
  const socket = await hub1.connect({ server: HUB2, host: '127.0.0.1', port })
  await firstWords(socket)
  const closed = once(socket, 'close')
  const cut = new Promise<number>((resolve) => {
    hub1.once('change', (change) => {
      resolve(change.cut)
    })
  })
  directory.withdraw(HUB2, hub2.fingerprint)
  await closed
  assert.equal(await cut, 1)
  await assert.rejects(hub1.connect({ server: HUB2, host: '127.0.0.1', port }), isRefusedFor('not-in-directory'))
  assert.equal(hub2Trust.state.isStale, false)
})

test('a client without a certificate is refused, and learns nothing', async (t) => {
  const { hub2Trust, port } = await served(t)
  const told = nextRefusal(hub2Trust)
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
  socket.on('error', () => undefined)
  let heard = 0
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.length
  })
  await once(socket, 'close')
  assert.equal((await told).reason, 'no-certificate')
  assert.equal(heard, 0)
})

test('a stranger is told of the late refusal of TLS 1.3', async (t) => {
  const { hub2Trust, port, ...ground } = await served(t)
  const stranger = await opened(t, settingsOf(ground, 'stranger.example', identityOf('stranger.example')).path)
  const told = [nextRefusal(hub2Trust), nextRefusal(stranger)] as const
  const socket = await stranger.connect({ server: HUB2, host: '127.0.0.1', port })
  socket.on('error', () => undefined)
  socket.resume()
  const [ours, theirs] = await Promise.all(told)
  assert.equal(ours.reason, 'not-in-directory')
  assert.deepEqual([theirs.by, theirs.reason, theirs.server], ['peer', 'ended-by-peer', HUB2])
})

test('a connection to oneself is refused', async (t) => {
  const { hub2Trust, port } = await served(t)
  await assert.rejects(hub2Trust.connect({ server: HUB2, host: '127.0.0.1', port }), isRefusedFor('own-certificate'))
})

test('no TLS session can be used again', async (t) => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const { hub1, port } = await served(t)
    const options = { ...hub1.connectOptions({ server: HUB2 }), host: '127.0.0.1', port, maxVersion }
    const first = connect(options)
    let session: Buffer | undefined
    first.on('session', (bytes: Buffer) => (session = bytes))
    await firstWords(first)
    const again = connect({ ...options, session: session ?? first.getSession() })
    again.on('error', () => undefined)
    await once(again, 'secureConnect')
    assert.equal(again.isSessionReused(), false, maxVersion)
    first.destroy()
    again.destroy()
  }
})

test('options for tls.connect accept the server that is meant and nobody else', async (t) => {
  const { hub1, port, directory } = await served(t)
  const socket = connect({ ...hub1.connectOptions({ server: HUB2 }), host: '127.0.0.1', port })
  assert.equal(await firstWords(socket), `hello ${HUB1}`)
  assert.equal(hub1.enforce(socket, { server: HUB2 }), HUB2)
  const changed = once(hub1, 'change')
  directory.add({ name: 'hub3.corp.example', roles: ['hub'], addresses: [] })
  directory.publish('hub3.corp.example', identityOf('hub3.corp.example').certificateDer)
  await changed
  const wrong = connect({ ...hub1.connectOptions({ server: 'hub3.corp.example' }), host: '127.0.0.1', port })
  await assert.rejects(once(wrong, 'secureConnect'))
})

test('a server whose guard was forgotten lets nobody in', async (t) => {
  const { hub1, hub2Trust } = await openPair(t)
  const port = await portOf(t, createServer(hub2Trust.serverOptions()))
  await assert.rejects(
    hub1.connect({ server: HUB2, host: '127.0.0.1', port }),
    (error) => error instanceof HubtrustError && error.code === 'LIBRARY_NOT_REACHED',
  )
})

test('after close nobody is let in and nobody is reached', async (t) => {
  const { hub1, hub2Trust, port } = await served(t)
  const socket = await hub1.connect({ server: HUB2, host: '127.0.0.1', port })
  const closed = once(socket, 'close')
  hub2Trust.close()
  socket.on('error', () => undefined)
  socket.resume()
  await closed
  await assert.rejects(hub1.connect({ server: HUB2, host: '127.0.0.1', port }))
  await assert.rejects(
    hub2Trust.connect({ server: HUB1, host: '127.0.0.1', port }),
    (error) => error instanceof HubtrustError && error.code === 'LIBRARY_CLOSED',
  )
})

test('a directory that is away too long refuses everybody until it is back', async (t) => {
  const pair = await served(t)
  pair.configure({ directory: { maxStale: '1ms' } })
  const impatient = await opened(t, pair.config)
  const path = join(pair.folder, 'state', 'directory.sqlite')
  const stale = new Promise<void>((resolve) => {
    impatient.on('change', ({ isStale }) => {
      if (isStale) resolve()
    })
  })
  renameSync(path, `${path}.away`)
  await stale
  const where = { server: HUB2, host: '127.0.0.1', port: pair.port }
  await assert.rejects(impatient.connect(where), isRefusedFor('directory-stale'))
  const fresh = once(impatient, 'change')
  rmSync(path, { force: true })
  renameSync(`${path}.away`, path)
  await fresh
  assert.equal(await firstWords(await impatient.connect(where)), `hello ${HUB1}`)
})

test('HTTPS under direct trust, both ways', async (t) => {
  const { hub1, hub2Trust, directory, hub2 } = await openPair(t)
  const server = hub2Trust.guard(
    createHttps(hub2Trust.serverOptions(), ({ socket }, response) => {
      response.end(hub2Trust.peerOf(socket))
    }),
  )
  const port = await portOf(t, server)
  const agent = hub1.agent({ server: HUB2 })
  t.after(() => {
    agent.destroy()
  })
  const url = `https://127.0.0.1:${port}/`
  const read = () =>
    new Promise<string>((resolve, reject) => {
      get(url, { agent }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text
        })
        response.on('end', () => {
          resolve(body)
        })
      }).on('error', reject)
    })
  assert.equal(await read(), HUB1)
  const withoutAgent = get(url, { rejectUnauthorized: false })
  await assert.rejects(once(withoutAgent, 'response'))
  const changed = once(hub1, 'change')
  directory.withdraw(HUB2, hub2.fingerprint)
  await changed
  await assert.rejects(read(), isRefusedFor('not-in-directory'))
})

test('nodemailer hands mail to smtp-server with direct trust on both sides', async (t) => {
  const { hub1, hub2Trust, directory } = await openPair(t)
  const from: (string | undefined)[] = []
  const mail = new SMTPServer(
    hub2Trust.smtpServer({
      onData: (stream: NodeJS.ReadableStream, session: object, done: () => void) => {
        from.push(hub2Trust.peerOf(session))
        stream.on('end', done).resume()
      },
    }),
  )
  mail.on('error', () => undefined)
  const port = await portOf(t, mail.server)
  const where = { server: HUB2, host: '127.0.0.1', port }
  const letter = { from: 'a@one.example', to: 'b@two.example', subject: 'x', text: 'y' }
  await createTransport(hub1.nodemailer(where)).sendMail(letter)
  assert.deepEqual(from, [HUB1])
  const plain = { host: '127.0.0.1', port, tls: { rejectUnauthorized: false } }
  const told = nextRefusal(hub2Trust)
  await assert.rejects(createTransport(plain).sendMail(letter))
  assert.equal((await told).reason, 'no-certificate')
  await assert.rejects(createTransport({ ...plain, ignoreTLS: true }).sendMail(letter), /530 5\.7\.0/)
  const changed = once(hub1, 'change')
  directory.change(HUB2, { enabled: false })
  await changed
  await assert.rejects(createTransport(hub1.nodemailer(where)).sendMail(letter), isRefusedFor('not-in-directory'))
})

test('settings that are wrong are told with code, cause and remedy', async () => {
  await assert.rejects(openDirectTrust({ server: {} }), (error) => {
    assert.ok(error instanceof HubtrustError)
    assert.equal(error.code, 'CONFIG_INVALID')
    assert.match(error.remedy('en'), /\S/)
    return true
  })
})
