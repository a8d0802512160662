/** What an edge may know, what it is sent, and how both sides are compared. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviations, differenceTo, pictureFor } from '../../src/directory/edge/picture.ts'
import { cookieOf, stampsIn } from '../../src/directory/edge/cookie.ts'
import type { Role, Server } from '../../src/model/server.ts'

const EDGE = 'edge1.example'

function server(name: string, roles: readonly Role[], changes: Partial<Server> = {}): Server {
  const certificate = { thumbprint: '', notBefore: '', notAfter: '', publishedAt: '' }
  const certificates = [
    { ...certificate, fingerprint: Buffer.from(name).toString('hex').toUpperCase().padEnd(64, '0') },
  ]
  return { name, roles, addresses: [`${name}:25`], enabled: true, certificates, version: 1, ...changes }
}

const hub = server('hub1.example', ['hub'])
const own = server(EDGE, ['edge'])
const names = (servers: readonly Server[]) => [...pictureFor(servers, EDGE).values()].map(({ stated }) => stated.name)

test('an edge may know enabled hubs with a certificate, and itself', () => {
  const others = [
    server('edge2.example', ['edge']),
    server('both.example', ['hub', 'edge']),
    server('neither.example', []),
    server('off.example', ['hub'], { enabled: false }),
    server('bare.example', ['hub'], { certificates: [] }),
  ]
  assert.deepEqual(names([hub, own, ...others]), ['hub1.example', EDGE])
})

test('a stamp is another one when anything of the entry is, and not by the version', () => {
  const stampOf = (one: Server) => [...pictureFor([one], EDGE).values()][0]?.stamp
  const before = stampOf(hub)
  assert.equal(stampOf({ ...hub, version: 9 }), before)
  for (const change of [{ addresses: [] }, { certificates: [...hub.certificates, ...own.certificates] }])
    assert.notEqual(stampOf({ ...hub, ...change }), before)
})

test('only what is different is sent, and a name keeps its id', () => {
  const before = pictureFor([hub, own], EDGE)
  const stamps = new Map([...before.values()].map(({ id, stamp }) => [id, stamp]))
  assert.deepEqual(differenceTo(stamps, before), { changed: [], gone: [] })
  const after = pictureFor([{ ...hub, addresses: [] }], EDGE)
  const { changed, gone } = differenceTo(stamps, after)
  assert.deepEqual(
    changed.map(({ stated }) => stated.name),
    ['hub1.example'],
  )
  assert.equal(changed[0]?.id, [...before.keys()][0])
  assert.deepEqual(gone, [[...before.keys()][1]])
})

test('both sides are compared entry by entry', () => {
  const picture = pictureFor([hub, own], EDGE)
  const same = [...picture.values()].map(({ stated }) => stated)
  const [there] = same
  assert.ok(there !== undefined)
  assert.deepEqual(deviations(picture, same), [])
  const [fingerprint = ''] = there.fingerprints
  const other = { ...there, fingerprints: ['F'.repeat(64)], enabled: false, roles: [], addresses: [] }
  assert.deepEqual(deviations(picture, [other, { ...there, name: 'evil.example' }]), [
    { server: EDGE, kind: 'missing', detail: own.certificates[0]?.fingerprint },
    { server: 'evil.example', kind: 'extra', detail: fingerprint },
    {
      server: 'hub1.example',
      kind: 'differs',
      detail: `-${fingerprint}; +${'F'.repeat(64)}; enabled: false; roles: ; addresses: -`,
    },
  ])
})

test('a cookie says what is there, and what is none says nothing', () => {
  const stamps = new Map([['a', '1']])
  assert.deepEqual(stampsIn(cookieOf(stamps)), stamps)
  for (const cookie of [undefined, '', '{', '[]', '{"a":1}']) assert.equal(stampsIn(cookie).size, 0)
})
