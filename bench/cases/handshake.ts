import type { Bench, Case } from '../case.ts'
import { issue, writeTrusted } from '../certificates.ts'
import type { KeyType } from '../../src/model/certificate.ts'
import { startHaproxy, startNginx, startStunnel, type Proxy } from '../peers.ts'
import { atLeast, atMost, rowOf, type Goal, type Row } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { checkRefusal, openAll, type Opened } from '../sessions.ts'
import { startDirect } from '../subject.ts'

const ELLIPTIC = 1000
const RSA = 800

export const handshake: Case = {
  name: 'handshake',
  about:
    'Full mutual TLS 1.3 handshakes (X25519, no resumption), 16 at a time, each with a new connection to the server behind. ' +
    'TLS at once, since the other proxies speak no SMTP: Hubtrust is bench/direct.ts, the gateway without its SMTP words.',
  needs: ['stunnel', 'nginx', 'haproxy', 'compiler'],
  run: async (bench) => [...(await elliptic(bench)), ...(await rsa(bench))],
}

async function elliptic(bench: Bench): Promise<readonly Row[]> {
  const { stage } = bench
  const field = await fieldOf(bench, 'ec-p256')
  const { order } = field
  const proxies = {
    hubtrust: await startDirect(stage, { ...order, trusted: [field.client] }),
    stunnel: await startStunnel(stage, order),
    nginx: await startNginx(stage, order),
    haproxy: await startHaproxy(stage, order),
    'nginx, tickets off': await startNginx(stage, { ...order, hasTickets: false }),
    'haproxy, tickets off': await startHaproxy(stage, { ...order, hasTickets: false }),
    'stunnel, tickets off': await startStunnel(stage, { ...order, hasTickets: false }),
  }
  const figures = await race(bench, proxies, field, ELLIPTIC)
  const compare = comparison('handshake', figures)
  return [
    compare('cpu', 'stunnel', atMost(0.5)),
    compare('rate', 'stunnel', atLeast(2)),
    compare('rate', 'nginx', atLeast(1)),
    compare('rate', 'haproxy', atLeast(1)),
    compare('rate', 'nginx, tickets off', atLeast(0.9)),
    compare('rate', 'haproxy, tickets off'),
    compare('rate', 'stunnel, tickets off'),
  ]
}

async function rsa(bench: Bench): Promise<readonly Row[]> {
  const field = await fieldOf(bench, 'rsa-2048')
  const proxies = {
    hubtrust: await startDirect(bench.stage, { ...field.order, trusted: [field.client] }),
    stunnel: await startStunnel(bench.stage, field.order),
  }
  const compare = comparison('handshake.rsa', await race(bench, proxies, field, RSA))
  return [compare('cpu', 'stunnel', atMost(0.65)), compare('rate', 'stunnel')]
}

async function fieldOf({ stage, loads }: Bench, keyType: KeyType) {
  const own = issue(stage, { name: 'hub1.corp.example', keyType })
  const client = issue(stage, { name: 'hub2.corp.example', keyType })
  const stranger = issue(stage, { name: 'hub2.corp.example', keyType, file: 'stranger' })
  const trusted = writeTrusted(stage, `trusted-${keyType}.pem`, [client])
  const backend = await loads.behind('echo')
  return { client, stranger, order: { backend, own, trusted } }
}

type Field = Awaited<ReturnType<typeof fieldOf>>

async function race(
  bench: Bench,
  proxies: Readonly<Record<string, Proxy>>,
  { client, stranger }: Field,
  count: number,
): Promise<ReadonlyMap<string, readonly Opened[]>> {
  const known = new Map(Object.entries(proxies))
  for (const [name, proxy] of known) await checkRefusal(bench, name, proxy, { client: stranger })
  const figures = await interleave([...known.keys()], bench.rounds, async (name) => {
    const proxy = known.get(name)
    if (proxy === undefined) throw new TypeError(name)
    return openAll(bench, name, proxy, { client, count: bench.many(count) })
  })
  await bench.stage.end([...known.values()].map(({ program }) => program))
  return figures
}

function comparison(name: string, figures: ReadonlyMap<string, readonly Opened[]>) {
  return (what: 'cpu' | 'rate', peer: string, goal?: Goal): Row => {
    const against = peer === 'stunnel' ? '' : `.${peer.replace(', ', '-').replace(' ', '-')}`
    const pick = what === 'cpu' ? ({ cpuUs }: Opened) => cpuUs : ({ rate }: Opened) => rate
    return rowOf({
      name: `${name}.${what}${against}`,
      unit: what === 'cpu' ? 'µs CPU' : 'a second',
      values: column(figures, 'hubtrust', pick),
      peer,
      peerValues: column(figures, peer, pick),
      ...(goal === undefined ? {} : { goal }),
    })
  }
}
