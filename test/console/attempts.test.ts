/** Attempts to come in, or to make somebody else's browser do it. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { test } from 'node:test'
import { Attempts } from '../../src/console/attempts.ts'
import { Sessions } from '../../src/console/sessions.ts'
import { signIn, startConsole, type Running } from './ground.ts'

const LINK_LENGTH = 43

test('a link signs in once; used again, made up or too old it does not', async (t) => {
  const running = await startConsole(t)
  const { access, asker } = running
  const link = access.newLink({ role: 'viewer' })
  const ask = (secret: string) => asker.ask('/session/link', { method: 'POST', body: { link: secret } })
  const first = await ask(link)
  assert.deepEqual([first.status, first.at('role')], [200, 'viewer'])
  const again = await ask(link)
  assert.deepEqual([again.status, again.at('code')], [401, 'CONSOLE_LINK_USED'])
  assert.match(String(again.at('remedy')), /hubtrust console link/)
  assert.equal((await ask('x'.repeat(LINK_LENGTH))).at('code'), 'CONSOLE_LINK_USED')
  assert.equal(first.headers['set-cookie']?.length, 1)
  assert.match(String(first.headers['set-cookie']), /^hubtrust-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
})

test('the session of a stranger, a made-up one and none are nobody; signing out ends it', async (t) => {
  const running = await startConsole(t)
  const { asker } = running
  const mine = await signIn(running)
  const [name = ''] = mine.cookie.split('=')
  for (const cookie of ['', `${name}=${'A'.repeat(LINK_LENGTH)}`, `${mine.cookie}; ${mine.cookie}`, 'hubtrust-1=x']) {
    assert.equal((await asker.ask('/me', { headers: { cookie } })).status, 401, cookie)
  }
  assert.equal((await asker.ask('/me', { headers: mine.headers })).status, 200)
  assert.equal((await asker.ask('/session', { method: 'DELETE', headers: mine.headers })).status, 200)
  assert.equal((await asker.ask('/me', { headers: mine.headers })).status, 401)
})

test('a session ends after being idle, and after its whole time whatever happens', () => {
  let nowMs = 0
  const sessions = new Sessions({ nowMs: () => nowMs, elapsedMs: () => nowMs })
  const minute = 60_000
  const idle = sessions.open('aiko', 'account', { role: 'viewer' })
  nowMs += 29 * minute
  assert.ok(sessions.find(idle.secret))
  nowMs += 30 * minute
  assert.equal(sessions.find(idle.secret), undefined)
  const busy = sessions.open('aiko', 'account', { role: 'viewer' })
  const endsMs = nowMs + 12 * 60 * minute
  for (; nowMs + 20 * minute < endsMs; nowMs += 20 * minute) assert.ok(sessions.find(busy.secret))
  assert.ok(sessions.isOpen(busy.visitor.key))
  nowMs = endsMs
  assert.equal(sessions.find(busy.secret), undefined)
})

test('a change without the token of its session, or with that of another one, is refused', async (t) => {
  const running = await startConsole(t)
  const { asker } = running
  const mine = await signIn(running)
  const other = await signIn(running)
  for (const csrf of ['', 'x', other.csrf]) {
    const headers = { cookie: mine.cookie, 'x-hubtrust-csrf': csrf }
    const reply = await asker.ask('/session', { method: 'DELETE', headers })
    assert.deepEqual([reply.status, reply.at('code')], [403, 'CONSOLE_CSRF'], csrf)
  }
})

test('what comes from another site is refused, whatever it carries', async (t) => {
  const running = await startConsole(t)
  const { asker } = running
  const mine = await signIn(running)
  const own = `127.0.0.1:${String(asker.port)}`
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { origin: `https://${own}` },
  ]
  for (const headers of foreign) {
    const reply = await asker.ask('/me', { headers: { ...mine.headers, ...headers } })
    assert.deepEqual([reply.status, reply.at('code')], [403, 'CONSOLE_CROSS_SITE'], JSON.stringify(headers))
  }
  const headers = { ...mine.headers, origin: `http://${own}`, 'sec-fetch-site': 'same-origin', host: own }
  assert.equal((await asker.ask('/me', { headers })).status, 200)
})

test('a form of another site cannot sign anybody in: only JSON is taken', async (t) => {
  const running = await startConsole(t)
  const link = running.access.newLink({ role: 'viewer' })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const body = JSON.stringify({ link })
    const reply = await running.asker.ask('/session/link', { method: 'POST', body, headers: { 'content-type': type } })
    assert.deepEqual([reply.status, reply.at('code')], [415, 'CONSOLE_NOT_JSON'], type)
  }
})

test('a name that somebody pointed at this machine is not answered, on no path', async (t) => {
  const { asker } = await startConsole(t, {
    console: { listen: '127.0.0.1:0', allowedHosts: ['console.corp.example'] },
  })
  for (const host of [
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'x@localhost',
  ]) {
    for (const path of ['//', '/session', '//healthz', '//metrics']) {
      const reply = await asker.ask(path, { headers: { host } })
      assert.deepEqual([reply.status, reply.at('code')], [421, 'CONSOLE_HOST_UNKNOWN'], `${host} ${path}`)
    }
  }
  for (const host of ['localhost:9999', '[::1]', 'CONSOLE.corp.example', 'hub1.corp.example']) {
    assert.equal((await asker.ask('/session', { headers: { host } })).status, 200, host)
  }
})

test('whoever guesses passwords is made to wait, and locks nobody out elsewhere', async (t) => {
  const running = await startConsole(t)
  const { access, asker } = running
  await access.setAccount('aiko', { role: 'viewer' }, 'correct horse battery')
  const ask = (account: string, password: string) =>
    asker.ask('/session', { method: 'POST', body: { account, password } })
  for (let count = 0; count < 5; count += 1) {
    assert.equal((await ask('aiko', `guess ${String(count)}`)).at('code'), 'CONSOLE_SIGN_IN_FAILED')
  }
  const late = await ask('aiko', 'correct horse battery')
  assert.deepEqual([late.status, late.at('code')], [429, 'CONSOLE_TOO_MANY_ATTEMPTS'])
  assert.match(String(late.headers['retry-after']), /^\d+$/)
  const nobody = await ask('nobody', 'guess')
  assert.equal(nobody.at('code'), 'CONSOLE_SIGN_IN_FAILED', 'who is not there is told the same')
  assert.equal(JSON.stringify(nobody.json()).includes('nobody'), false)

  let nowMs = 0
  const attempts = new Attempts({ nowMs: () => nowMs, elapsedMs: () => nowMs })
  const guess = (address: string) => () => {
    for (let count = 0; count < 6; count += 1) attempts.begin(address, 'aiko')
  }
  assert.throws(guess('192.0.2.1'), /Too many/)
  attempts.begin('192.0.2.2', 'aiko')
  nowMs += 301_000
  attempts.begin('192.0.2.1', 'aiko')
})

test('many guesses at once are counted before the first is judged', async (t) => {
  const running = await startConsole(t)
  await running.access.setAccount('aiko', { role: 'viewer' }, 'correct horse battery')
  const guesses = Array.from({ length: 12 }, (_, at) =>
    running.asker.ask('/session', { method: 'POST', body: { account: 'aiko', password: `guess ${String(at)}` } }),
  )
  const codes = (await Promise.all(guesses)).map((reply) => reply.at('code'))
  assert.equal(codes.filter((code) => code === 'CONSOLE_SIGN_IN_FAILED').length, 5)
})

test('paths that climb, hide or break their encoding find nothing', async (t) => {
  const running = await startConsole(t)
  const token = running.token({ role: 'organization-admin' })
  const climbing = [
    '//assets/../../../../etc/passwd',
    '//assets/%2e%2e/%2e%2e/config.yaml',
    '//..%2f..%2fetc%2fpasswd',
    '//assets/..%5c..%5cwindows.ini',
    '//assets/x.js%00.html',
    '//%2e%2e/package.json',
  ]
  for (const path of climbing) {
    const reply = await running.asker.ask(path, { token })
    assert.ok(!/root:|account:|"name"/.test(reply.text), `${path}: ${reply.text.slice(0, 100)}`)
  }
  for (const path of ['/servers/..%2f..%2fetc', '/certificates/%2e%2e', '/servers/%00', '/explain/..%2fx']) {
    const reply = await running.asker.ask(path, { token })
    assert.equal(reply.status, 400, `${path}: ${reply.text}`)
  }
  assert.equal((await running.asker.ask('/servers/%ff', { token })).at('code'), 'CONSOLE_BAD_REQUEST')
})

test('line breaks in a path or a question come out in no header', async (t) => {
  const running = await startConsole(t)
  const token = running.token({ role: 'viewer' })
  for (const path of [
    '/servers?q=a%0d%0aX-Evil:%20yes',
    '/servers/a%0d%0aX-Evil:%20yes',
    '/explain/a%0aX-Evil',
    '//a%0d%0aX-Evil:b',
  ]) {
    const reply = await running.asker.ask(path, { token })
    assert.equal(reply.headers['x-evil'], undefined)
  }
})

/** Bytes as no client would send them. */
async function rawly({ asker }: Running, bytes: string): Promise<string> {
  const socket = connect(asker.port, '127.0.0.1')
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text
  })
  socket.on('error', () => undefined)
  socket.write(bytes)
  await once(socket, 'close')
  return heard
}

test('headers and bodies beyond all measure end the connection; nothing is kept of them', async (t) => {
  const running = await startConsole(t)
  const head = 'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n'
  assert.equal(await rawly(running, `${head}X-Large: ${'x'.repeat(40_000)}\r\n\r\n`), '')
  const length = 'Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{'
  assert.match(await rawly(running, head + length), /^HTTP\/1\.1 413 /)
  assert.match(
    await rawly(running, 'GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    /^(HTTP\/1\.1 4|$)/,
  )
  assert.equal((await running.asker.ask('/session')).status, 200)
})

test('every answer is strict with browsers, also the refusals', async (t) => {
  const { asker } = await startConsole(t)
  for (const path of ['//', '/session', '/me', '//assets/nothing.js', '//healthz']) {
    const { headers } = await asker.ask(path)
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
  }
})
