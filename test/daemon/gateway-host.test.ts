import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { LocalGateway, sumOf, type GatewaySettings } from '../../src/daemon/gateway-host.ts'
import type { GatewayStatistics } from '../../src/gateway/gateway.ts'
import { noTrace } from '../../src/model/trace.ts'
import { NO_IDENTITIES, NO_TRUST } from '../../src/gateway/trust-view.ts'
import { dialClient, identityOf, RECEIVE, securedClient } from '../gateway/harness.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { HUB1, HUB2 } from './ground.ts'

const settings = (fqdn: string): GatewaySettings => ({
  server: { name: HUB1, roles: ['hub'], hostNames: {} },
  gateway: { processes: 1, handshakesInFlightMax: 8, receive: [{ ...RECEIVE, fqdn }], send: [] },
})

function localGateway(t: TestContext): LocalGateway {
  const gateway = new LocalGateway({
    clock: systemClock,
    raise: () => undefined,
    trace: noTrace,
    onOwnCertificateUsed: () => undefined,
  })
  t.after(() => gateway.drain(0))
  return gateway
}

test('of two changes at once the second one stays, and nothing of the first goes on listening', async (t) => {
  const gateway = localGateway(t)
  const [first, second] = await Promise.all([
    gateway.configure(settings('mx1.corp.example')),
    gateway.configure(settings('mx2.corp.example')),
  ])
  await assert.rejects(dialClient(t, first[0]?.port ?? 0), /ECONNREFUSED/)
  const client = await dialClient(t, second[0]?.port ?? 0)
  assert.match(await client.reply(), /^220 mx2\.corp\.example /)
})

test('the same settings again disturb nobody', async (t) => {
  const gateway = localGateway(t)
  const before = await gateway.configure(settings('mx1.corp.example'))
  const client = await dialClient(t, before[0]?.port ?? 0)
  await client.reply()
  assert.deepEqual(await gateway.configure(settings('mx1.corp.example')), before)
  assert.match(await client.ask('NOOP\r\n'), /^250/)
})

test('trust and certificates that come while a gateway begins to listen are its own', async (t) => {
  const gateway = localGateway(t)
  const starting = gateway.configure(settings('mx1.corp.example'))
  // It has been made by now, and does not listen yet.
  for (let turn = 0; turn < 3; turn += 1) await Promise.resolve()
  gateway.setIdentities({ ...NO_IDENTITIES, internal: identityOf(HUB1) })
  gateway.setTrust({ ...NO_TRUST, index: TrustIndex.build([]) })
  const [{ port } = { port: 0 }] = await starting
  const client = await securedClient(t, { port, identity: identityOf(HUB2) })
  assert.match(await client.ask(`EHLO ${HUB2}\r\n`), /peer\.not-in-directory/)
})

test('what was counted before a change of settings still counts, once its last session has ended', async (t) => {
  const gateway = localGateway(t)
  gateway.setIdentities({ ...NO_IDENTITIES, internal: identityOf(HUB1) })
  gateway.setTrust({ ...NO_TRUST, index: TrustIndex.build([]) })
  const refuse = async (fqdn: string) => {
    const [{ port } = { port: 0 }] = await gateway.configure(settings(fqdn))
    const client = await securedClient(t, { port, identity: identityOf(HUB2) })
    await client.ask(`EHLO ${HUB2}\r\n`)
    client.socket.destroy()
  }
  await refuse('mx1.corp.example')
  await refuse('mx2.corp.example')
  gateway.setTrust({ ...NO_TRUST, index: TrustIndex.build([]) })
  const { refused, open } = await gateway.statistics()
  assert.deepEqual([refused, open], [2, 0])
})

test('what several processes counted is added up, and of a peer the latest outcome counts', () => {
  const part = (outcome: 'trusted' | 'refused', at: string, count: number): GatewayStatistics => ({
    open: 1,
    trusted: 2,
    refused: 3,
    anonymous: 4,
    handshakesInFlight: 5,
    peers: [{ server: HUB2, direction: 'inbound', at, outcome, count }],
  })
  assert.deepEqual(sumOf([part('refused', '2026-06-02', 2), part('trusted', '2026-06-01', 5)]), {
    open: 2,
    trusted: 4,
    refused: 6,
    anonymous: 8,
    handshakesInFlight: 10,
    peers: [{ server: HUB2, direction: 'inbound', at: '2026-06-02', outcome: 'refused', count: 7 }],
  })
})
