import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { HubtrustError } from '../../src/core/errors.ts'
import { ldapPassword } from '../../src/directory/ldap/connection.ts'
import { openFirst, type Opened } from '../../src/directory/ldap/stream.ts'
import type { LdapSettings } from '../../src/model/configuration.ts'
import { BASE, PASSWORD, startSlapd, WRITER, type Slapd } from './slapd.ts'
import { folderOf } from './ground.ts'

const ACCESS = { environment: { LDAP_PASSWORD: PASSWORD }, withinMs: 5_000, aliveMs: 5_000 }

function settingsOf({ urls, caFile }: Slapd, change: Partial<LdapSettings> = {}): LdapSettings {
  return {
    urls: [urls.tls],
    base: BASE,
    mapping: 'device',
    filter: undefined,
    startTls: false,
    caFile,
    pins: [],
    certificateFile: undefined,
    keyFile: undefined,
    bind: { method: 'simple', dn: WRITER, password: { variable: 'LDAP_PASSWORD' } },
    follow: 'auto',
    pollMs: 60_000,
    ...change,
  }
}

function connect(settings: LdapSettings): Promise<Opened> {
  return openFirst(settings.urls, { settings, access: ACCESS, signal: new AbortController().signal })
}

async function whoAmI(settings: LdapSettings): Promise<string> {
  const { stream } = await connect(settings)
  try {
    return (await stream.whoAmI()).value ?? ''
  } finally {
    stream.close()
  }
}

async function refusalOf(settings: LdapSettings): Promise<HubtrustError> {
  const error: unknown = await whoAmI(settings).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof HubtrustError) return error
  throw new Error('not refused as it should be', { cause: error })
}

test('LDAPS, StartTLS and a socket that is a file all lead to the same account', async (t) => {
  const slapd = await startSlapd(t)
  const { tls, plain, file } = slapd.urls
  const { certificateFile, keyFile } = slapd
  const external = { bind: { method: 'external' }, certificateFile, keyFile } as const
  const writer = `dn:${WRITER}`
  assert.equal(await whoAmI(settingsOf(slapd, { urls: [tls] })), writer)
  assert.equal(await whoAmI(settingsOf(slapd, { urls: [plain], startTls: true })), writer)
  assert.equal(await whoAmI(settingsOf(slapd, { urls: [file] })), writer)
  assert.equal(await whoAmI(settingsOf(slapd, { urls: [tls], ...external })), writer)
  assert.equal(await whoAmI(settingsOf(slapd, { urls: [plain], startTls: true, ...external })), writer)
  const local = settingsOf(slapd, { urls: [file], bind: { method: 'external' } })
  assert.match(await whoAmI(local), /cn=peercred,cn=external,cn=auth$/)
  assert.equal(await whoAmI(settingsOf(slapd, { bind: { method: 'anonymous' } })), '')
})

test('a pinned certificate is enough without its authority, and a wrong one never sees the password', async (t) => {
  const slapd = await startSlapd(t)
  const pinned = (pin: string, startTls: boolean) =>
    settingsOf(slapd, {
      urls: [startTls ? slapd.urls.plain : slapd.urls.tls],
      startTls,
      caFile: undefined,
      pins: [pin],
    })
  for (const startTls of [false, true]) {
    const refusal = await refusalOf(pinned('0'.repeat(64), startTls))
    assert.equal(refusal.code, 'DIRECTORY_TLS_REFUSED')
    assert.ok(refusal.message.includes(slapd.pin), 'says which certificate it saw')
  }
  await whoAmI(pinned(slapd.pin, false))
  await whoAmI(pinned(slapd.pin, true))
  const binds = (await slapd.logAfter(2)).match(/BIND dn="[^"]*" method/g) ?? []
  assert.deepEqual(binds, [`BIND dn="${WRITER}" method`, `BIND dn="${WRITER}" method`])
})

test('an authority that did not issue the certificate, and a name that is not in it, are refused', async (t) => {
  const slapd = await startSlapd(t)
  assert.equal((await refusalOf(settingsOf(slapd, { caFile: undefined }))).code, 'DIRECTORY_TLS_REFUSED')
  const byAddress = slapd.urls.tls.replace('localhost', '127.0.0.1')
  assert.equal((await refusalOf(settingsOf(slapd, { urls: [byAddress] }))).code, 'DIRECTORY_TLS_REFUSED')
  await whoAmI(settingsOf(slapd))
  assert.equal((await slapd.logAfter(1)).match(/BIND dn="[^"]*" method/g)?.length, 1)
})

test('the next server is asked when one is away or another one, but a wrong password is tried once', async (t) => {
  const slapd = await startSlapd(t)
  const { tls, plain } = slapd.urls
  const dead = 'ldaps://localhost:1'
  const { url, stream } = await connect(settingsOf(slapd, { urls: [dead, tls] }))
  assert.equal(url, tls)
  stream.close()
  assert.equal((await refusalOf(settingsOf(slapd, { urls: [dead, dead] }))).code, 'DIRECTORY_UNREACHABLE')
  const bind = { method: 'simple', dn: WRITER, password: { file: join(slapd.folder, 'password') } } as const
  writeFileSync(bind.password.file, 'wrong\n', { mode: 0o600 })
  const refusal = await refusalOf(settingsOf(slapd, { urls: [tls, plain], bind, startTls: true }))
  assert.equal(refusal.code, 'DIRECTORY_BIND_REFUSED')
  await whoAmI(settingsOf(slapd))
  assert.equal((await slapd.logAfter(2)).match(/RESULT tag=97 err=49/g)?.length, 1)
})

/** Answers StartTLS with these bytes, and keeps what comes after. */
async function starter(t: TestContext, answer: Buffer): Promise<{ url: string; after: Buffer[] }> {
  const after: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.on('data', (bytes) => after.push(bytes))
      socket.write(answer)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { url: `ldap://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`, after }
}

test('whoever refuses StartTLS, or says more than the answer before TLS, gets nothing in clear', async (t) => {
  const slapd = await startSlapd(t)
  const yes = Buffer.from('300c02010178070a010004000400', 'hex')
  const no = Buffer.from('300c02010178070a010204000400', 'hex')
  const other = Buffer.from('300c02010161070a010004000400', 'hex')
  for (const answer of [no, other, Buffer.concat([yes, yes]), Buffer.alloc(5_000, 0x30)]) {
    const { url, after } = await starter(t, answer)
    const refusal = await refusalOf(settingsOf(slapd, { urls: [url], startTls: true }))
    assert.equal(refusal.code, 'DIRECTORY_TLS_REFUSED')
    assert.deepEqual(after, [])
  }
})

test('a password file that everybody reads, an empty one and an empty variable are refused', (t) => {
  const file = join(folderOf(t), 'password')
  writeFileSync(file, 'geheim\n', { mode: 0o640 })
  assert.equal(ldapPassword({ file }, ACCESS).reveal(), 'geheim')
  chmodSync(file, 0o644)
  assert.throws(() => ldapPassword({ file }, ACCESS), { code: 'DIRECTORY_PASSWORD_UNUSABLE' })
  chmodSync(file, 0o600)
  writeFileSync(file, '\n')
  assert.throws(() => ldapPassword({ file }, ACCESS), { code: 'DIRECTORY_PASSWORD_UNUSABLE' })
  assert.throws(() => ldapPassword({ variable: 'NONE' }, ACCESS), { code: 'DIRECTORY_PASSWORD_UNUSABLE' })
})
