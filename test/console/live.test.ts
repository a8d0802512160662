/** Live changes, and what hostile texts become on their way to a browser. */
import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deflateRawSync, crc32 } from 'node:zlib'
import type { Ground } from '../daemon/ground.ts'
import { at, startConsole, type Running } from './ground.ts'

const EVIL = `"><script>alert(1)</script>\r\nevent: mail\r\ndata: {}\u2028`

/** Records as an earlier life of the gateway left them. */
function withEvents(count: number, subject = 'CN=x') {
  return ({ folder }: Ground): void => {
    const events = join(folder, 'state', 'events')
    mkdirSync(events, { recursive: true })
    const lines = Array.from({ length: count }, (_, index) =>
      JSON.stringify({
        sequence: index + 1,
        time: '2026-01-01T00:00:00.000Z',
        source: 'Hubtrust',
        id: 1036,
        category: 'SmtpReceive',
        severity: 'error',
        server: 'hub1.corp.example',
        args: { subject, thumbprint: 'AB', address: '192.0.2.1', connector: 'Default' },
        count: 1,
      }),
    )
    appendFileSync(join(events, 'events.jsonl'), `${lines.join('\n')}\n`)
  }
}

test('a change of the directory is heard at once, and an event with its number', async (t) => {
  const running = await startConsole(t)
  const token = running.token({ role: 'viewer' })
  const lines = await running.asker.follow(t, '/events', { token })
  await lines.until(/^event: alive$/m)
  running.ground.directory.change('hub2.corp.example', { enabled: false })
  await lines.until(/^event: directory\ndata: \{"changeNumber":\d+/m)
  running.ground.configure({ console: { listen: '127.0.0.1:0' } })
  running.served.signal('SIGHUP')
  await lines.until(/^event: event\nid: \d+\ndata: .*"id":30006/m)
})

test('whoever comes back hears what was missed; what is no longer there is a gap', async (t) => {
  const { asker, token } = await startConsole(t, {}, withEvents(1_500))
  const bearer = token({ role: 'viewer' })
  const near = await asker.follow(t, '/events', { token: bearer, headers: { 'last-event-id': '1498' } })
  await near.until(/^id: 1499\n[\s\S]*^id: 1500$/m)
  assert.doesNotMatch(near.text, /^id: 1498$/m)
  const byQuestion = await asker.follow(t, '/events?after=1499', { token: bearer })
  await byQuestion.until(/^id: 1500$/m)
  const far = await asker.follow(t, '/events', { token: bearer, headers: { 'last-event-id': '3' } })
  await far.until(/^event: gap\nid: \d+\ndata: \{"from":3\}$/m)
  const future = await asker.follow(t, '/events', { token: bearer, headers: { 'last-event-id': '999999' } })
  await future.until(/^event: gap$/m)
})

test('a flood of followers is refused, and those who are there go on', async (t) => {
  const { asker, token } = await startConsole(t)
  const bearer = token({ role: 'viewer' })
  const followers = await Promise.all(Array.from({ length: 12 }, () => asker.follow(t, '/events', { token: bearer })))
  const refused = await asker.ask('/events', { token: bearer })
  assert.deepEqual([refused.status, refused.at('code')], [429, 'CONSOLE_TOO_MANY_FOLLOWERS'])
  assert.ok(followers.every(({ isClosed }) => !isClosed))
})

test('what a peer wrote comes out as a JSON text, in lists and live, and begins no line of its own', async (t) => {
  const { asker, token } = await startConsole(t, {}, withEvents(3, EVIL))
  const bearer = token({ role: 'viewer' })
  const log = await asker.ask('/events/log', { token: bearer })
  assert.equal(log.headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(at(log.json(), 'items', 2, 'args', 'subject'), EVIL)
  const live = await asker.follow(t, '/events?after=1', { token: bearer })
  await live.until(/^id: 3\ndata: [^\n]*\n\n/m)
  assert.doesNotMatch(live.text, /^event: mail/m)
  for (const line of live.text.split('\n').filter((each) => each.startsWith('data: '))) JSON.parse(line.slice(6))
})

/** A run that has ended, whatever became of it. */
async function ended({ asker, served }: Running, id: string, token: string): Promise<unknown> {
  for (;;) {
    const run: unknown = (await asker.ask(`/doctor/runs/${id}`, { token })).json()
    if (at(run, 'state') !== 'running') return run
    await served.status()
  }
}

test('a report of a certificate with markup in its name has it escaped, and can run nothing', async (t) => {
  const running = await startConsole(t)
  const { asker, ground } = running
  const token = running.token({ role: 'organization-admin' })
  ground.store.setServices(ground.store.list()[0]?.thumbprint ?? '', [])
  const server = '<img src=x onerror=alert(1)>'
  ground.configure({
    console: { listen: '127.0.0.1:0' },
    gateway: { receive: [{ name: server, listen: '127.0.0.1:1', backend: '127.0.0.1:1' }] },
  })
  const begun = await asker.ask('/doctor/runs', { method: 'POST', body: {}, token })
  assert.equal(begun.status, 200, begun.text)
  const id = String(begun.at('id'))
  const again = await asker.ask('/doctor/runs', { method: 'POST', body: {}, token })
  assert.equal(again.at('code'), 'CONSOLE_BUSY', 'one at a time')
  const run = await ended(running, id, token)
  assert.equal(at(run, 'state'), 'done')
  const html = await asker.ask(`/doctor/runs/${id}/report/html`, { token })
  assert.match(String(html.headers['content-security-policy']), /sandbox/)
  assert.ok(!html.text.includes('<img src=x'))
  assert.ok(html.text.includes('&lt;img src=x'), 'it is in the report at all')
  const sarif = await asker.ask(`/doctor/runs/${id}/report/sarif?lang=ja`, { token })
  assert.equal(sarif.at('version'), '2.1.0')
  const same = await asker.ask(`/doctor/compare?before=${id}&after=${id}`, { token })
  assert.deepEqual(same.at('new'), [])
})

/** A zip with one entry of zeros that says how large it is, or lies. */
function bomb(bytes: number): Buffer {
  const name = Buffer.from('Application.csv')
  const plain = Buffer.alloc(bytes)
  const packed = deflateRawSync(plain)
  const head = Buffer.alloc(26)
  head.writeUInt16LE(20, 0)
  head.writeUInt16LE(8, 4)
  head.writeUInt32LE(crc32(plain), 10)
  head.writeUInt32LE(packed.length, 14)
  head.writeUInt32LE(bytes, 18)
  head.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, name, packed])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, Buffer.alloc(14), name])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end])
}

function form(
  name: string,
  bytes: Buffer,
): { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> } {
  const head = `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')])
  return { body, headers: { 'content-type': 'multipart/form-data; boundary=b' } }
}

test('evidence: a zip bomb ends its run and nothing else; no upload is nothing; uploads do not stay', async (t) => {
  const running = await startConsole(t)
  const { asker } = running
  const token = running.token({ role: 'organization-admin' })
  const send = (wish: ReturnType<typeof form>) => asker.ask('/evidence', { method: 'POST', token, ...wish })
  const begun = await send(form('../../evil.zip', bomb(300 * 1024 * 1024)))
  assert.equal(begun.status, 200, begun.text)
  const run = await ended(running, String(begun.at('id')), token)
  assert.equal(at(run, 'state'), 'failed', JSON.stringify(run).slice(0, 300))
  assert.match(String(at(run, 'problem', 'code')), /^[A-Z_]+$/)
  const kept = join(running.ground.folder, 'state', 'console', 'runs', String(begun.at('id')))
  assert.deepEqual([existsSync(kept), existsSync(join(kept, 'evidence'))], [true, false])
  const empty = await send({
    body: Buffer.from('--b--\r\n'),
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  })
  assert.equal(empty.at('code'), 'CONSOLE_BAD_REQUEST')
  assert.equal((await asker.ask('/status', { token })).status, 200)
})
