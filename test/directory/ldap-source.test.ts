import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test, type TestContext } from 'node:test'
import { Attribute, Change, Client } from 'ldapts'
import { systemClock } from '../../src/core/clock.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import { openSource } from '../../src/directory/ldap/source.ts'
import type { Source, SourceStep } from '../../src/directory/source.ts'
import type { LdapSettings } from '../../src/model/configuration.ts'
import { certificateOf } from './ground.ts'
import { BASE, PASSWORD, startSlapd, WRITER, type Slapd } from './slapd.ts'
import { follow, ToldState, type Following } from './told.ts'

const ACCESS = { environment: { LDAP_PASSWORD: PASSWORD }, withinMs: 5_000, aliveMs: 50 }
const CERTIFICATE = Buffer.from(certificateOf('hub.corp.example').der)
const KINDS = ['sync', 'poll'] as const

function sourceOf({ urls, caFile }: Slapd, change: Partial<LdapSettings> = {}): Source {
  const settings: LdapSettings = {
    ...{ urls: [urls.tls], base: BASE, mapping: 'device', filter: undefined, startTls: false, caFile, pins: [] },
    ...{ certificateFile: undefined, keyFile: undefined, follow: 'auto', pollMs: 30 },
    bind: { method: 'simple', dn: WRITER, password: { variable: 'LDAP_PASSWORD' } },
    ...change,
  }
  return openSource({ settings, access: ACCESS, clock: systemClock, behindMs: 0 })
}

class Model extends ToldState {
  get places(): readonly string[] {
    return this.entries.map(({ place }) => place).toSorted()
  }

  get state(): readonly string[] {
    return this.entries.map((entry) => `${entry.place} ${entry.id} ${entry.stamp}`).toSorted()
  }
}

const dnOf = (name: string) => `cn=${name},${BASE}`

class Writer {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  async add(name: string): Promise<void> {
    const classes = new Attribute({ type: 'objectClass', values: ['device', 'pkiUser'] })
    const named = new Attribute({ type: 'cn', values: [name] })
    const shown = new Attribute({ type: 'userCertificate;binary', values: [CERTIFICATE] })
    await this.#client.add(dnOf(name), [classes, named, shown])
  }

  async describe(name: string, text: string): Promise<void> {
    const modification = new Attribute({ type: 'description', values: [text] })
    await this.#client.modify(dnOf(name), new Change({ operation: 'replace', modification }))
  }

  async remove(name: string): Promise<void> {
    await this.#client.del(dnOf(name))
  }

  async rename(name: string, other: string): Promise<void> {
    await this.#client.modifyDN(dnOf(name), dnOf(other))
  }

  /** Stays, and is no server any more. */
  async leaveFilter(name: string): Promise<void> {
    const without = (type: string, values: string[]) =>
      new Change({ operation: 'delete', modification: new Attribute({ type, values }) })
    await this.#client.modify(dnOf(name), [without('userCertificate;binary', []), without('objectClass', ['pkiUser'])])
  }
}

async function writerOf(t: TestContext, { urls }: Slapd): Promise<Writer> {
  const client = new Client({ url: urls.plain })
  await client.bind(WRITER, PASSWORD)
  t.after(() => client.unbind().catch(() => undefined))
  return new Writer(client)
}

/** What the directory says of itself, by a client that is not ours. */
function directoryOf({ urls }: Slapd): readonly string[] {
  const words = ['-x', '-LLL', '-o', 'ldif-wrap=no', '-H', urls.plain, '-D', WRITER, '-w', PASSWORD, '-b', BASE]
  const text = execFileSync('ldapsearch', [...words, '(objectClass=pkiUser)', 'entryUUID', 'entryCSN'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('dn: '))
    .map((block) => {
      const valueOf = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
      return `${valueOf('dn')} ${valueOf('entryUUID').replaceAll('-', '')} ${valueOf('entryCSN')}`
    })
    .toSorted()
}

const isLike = (model: Model, slapd: Slapd) => {
  const expected = directoryOf(slapd)
  return () => model.state.join('\n') === expected.join('\n')
}

/** From nothing, until everything was told once. */
async function followed(t: TestContext, source: Source): Promise<{ model: Model; following: Following }> {
  const model = new Model()
  const following = follow(t, source, model)
  await model.until(() => model.wholes > 0)
  return { model, following }
}

/** From where it was, until one more pass has settled: its steps. */
async function followOn(t: TestContext, source: Source, model: Model): Promise<readonly SourceStep[]> {
  const before = model.passes.length
  follow(t, source, model)
  await model.until(() => model.passes.length > before)
  return model.passes[before] ?? []
}

async function filled(t: TestContext, count: number): Promise<{ slapd: Slapd; writer: Writer }> {
  const slapd = await startSlapd(t)
  const writer = await writerOf(t, slapd)
  for (let at = 0; at < count; at += 1) await writer.add(`h${String(at)}`)
  return { slapd, writer }
}

for (const kind of KINDS)
  test(`${kind}: whatever happens to an entry, what was told equals the directory`, async (t) => {
    const { slapd, writer } = await filled(t, 8)
    const { model, following } = await followed(t, sourceOf(slapd, { follow: kind }))
    assert.deepEqual(model.state, directoryOf(slapd))
    await writer.add('new')
    await model.until(isLike(model, slapd))
    await writer.describe('h1', 'hubtrust:disabled')
    await model.until(isLike(model, slapd))
    await writer.remove('h2')
    await model.until(isLike(model, slapd))
    await writer.rename('h3', 'h3b')
    await model.until(isLike(model, slapd))
    await writer.leaveFilter('h4')
    await model.until(isLike(model, slapd))
    assert.equal(model.places.length, 7)
    await following.stop()
  })

test('a gateway that was away while things changed is told those entries only, from its cookie', async (t) => {
  const { slapd, writer } = await filled(t, 50)
  const source = sourceOf(slapd)
  const { model, following: first } = await followed(t, source)
  await first.stop()
  await writer.remove('h1')
  await writer.describe('h2', 'changed')
  await writer.leaveFilter('h3')
  const pass = await followOn(t, source, model)
  assert.deepEqual(model.state, directoryOf(slapd))
  const told = pass.filter(({ kind }) => kind === 'entry')
  assert.equal(told.length, 1)
})

test('a server that is killed is trouble, and followed on from the cookie when it is there again', async (t) => {
  const { slapd, writer } = await filled(t, 50)
  const source = sourceOf(slapd)
  const { model, following: first } = await followed(t, source)
  await writer.remove('h1')
  await writer.add('late')
  await model.until(isLike(model, slapd))
  await slapd.restart()
  const error = await first.ended
  assert.ok(error instanceof HubtrustError && error.code === 'DIRECTORY_UNREACHABLE')
  model.breakOff()
  const again = await writerOf(t, slapd)
  await again.remove('h5')
  await again.describe('h6', 'changed')
  await again.leaveFilter('h7')
  await followOn(t, source, model)
  assert.deepEqual(model.state, directoryOf(slapd))
})

test('a server that was killed before it wrote down how far it is, is read anew', async (t) => {
  const { slapd, writer } = await filled(t, 50)
  const source = sourceOf(slapd)
  const { model, following: first } = await followed(t, source)
  await first.stop()
  await writer.remove('h5')
  await writer.leaveFilter('h7')
  await writer.describe('h6', 'changed')
  await slapd.restart()
  await followOn(t, source, model)
  assert.deepEqual(model.state, directoryOf(slapd))
})

test('what was withdrawn before the log of sessions was lost is found by what is still there', async (t) => {
  const { slapd, writer } = await filled(t, 50)
  const source = sourceOf(slapd)
  const { model, following: first } = await followed(t, source)
  await first.stop()
  await writer.remove('h5')
  await writer.leaveFilter('h7')
  await slapd.restart()
  const again = await writerOf(t, slapd)
  await again.describe('h6', 'changed')
  const pass = await followOn(t, source, model)
  assert.deepEqual(model.state, directoryOf(slapd))
  const present = pass.flatMap((step) => (step.kind === 'present' ? step.ids : []))
  assert.equal(present.length, 48)
})

test('a cookie of another question counts as none', async (t) => {
  const { slapd } = await filled(t, 5)
  const { model, following: first } = await followed(t, sourceOf(slapd))
  await first.stop()
  follow(t, sourceOf(slapd, { filter: '(cn=h1)' }), model)
  await model.until(() => model.wholes > 1)
  assert.deepEqual(model.places, [dnOf('h1')])
})

test('a directory in which nothing happens shows that it is there', async (t) => {
  const { slapd } = await filled(t, 1)
  const model = new Model()
  follow(t, sourceOf(slapd), model)
  await model.until(() => model.currents > 2)
  assert.equal(model.passes.length, 1)
})

test('when the first server is away, the next one is followed, and asked when many would be let go', async (t) => {
  const { slapd } = await filled(t, 3)
  const source = sourceOf(slapd, { urls: ['ldap://localhost:1', slapd.urls.tls, slapd.urls.plain] })
  await followed(t, source)
  assert.equal(source.location, slapd.urls.tls)
  const ids = await source.census(new AbortController().signal)
  assert.deepEqual(
    [...ids].toSorted(),
    directoryOf(slapd)
      .map((line) => line.split(' ')[1] ?? '')
      .toSorted(),
  )
})

test('StartTLS is spoken before the password', async (t) => {
  const { slapd } = await filled(t, 2)
  const { model } = await followed(t, sourceOf(slapd, { urls: [slapd.urls.plain], startTls: true }))
  assert.equal(model.places.length, 2)
})

test('the next server is not asked with a password that the first one refused', async (t) => {
  const { slapd } = await filled(t, 1)
  const bind = { method: 'simple', dn: 'cn=nobody,dc=lab,dc=test', password: { variable: 'LDAP_PASSWORD' } } as const
  const source = sourceOf(slapd, { bind, urls: [slapd.urls.tls, slapd.urls.plain] })
  const error = await follow(t, source, new Model()).ended
  assert.ok(error instanceof HubtrustError && error.code === 'DIRECTORY_BIND_REFUSED')
})

test('three thousand entries come whole, page by page and in one stream', async (t) => {
  const { slapd } = await filled(t, 3_000)
  const expected = directoryOf(slapd)
  for (const kind of KINDS) {
    const { model, following } = await followed(t, sourceOf(slapd, { follow: kind, pollMs: 60_000 }))
    assert.deepEqual(model.state, expected)
    await following.stop()
  }
})
