import type { Bench, Case } from '../case.ts'
import { issue, writeTrusted } from '../certificates.ts'
import { commandOf } from '../packages.ts'
import { startStunnel } from '../peers.ts'
import { atLeast, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { freePort } from '../stage.ts'
import { startGateway } from '../subject.ts'

const NEW_SESSIONS = 200
const REUSED_SESSIONS = 2_000
const AT_ONCE = 8
const MESSAGE_BYTES = 10_240

export const smtp: Case = {
  name: 'smtp',
  about:
    'Messages of 10 KB, 8 at a time: smtp-source to a send connector, TLS to a receive connector of another `hubtrust serve`, smtp-sink behind it; ' +
    'beside a stunnel client and a stunnel server. Nothing is pinned to a processor.',
  needs: ['stunnel', 'postfix', 'compiler'],
  run: async (bench) => {
    const sink = await startSink(bench)
    const doors = { hubtrust: await hubtrustChain(bench, sink), stunnel: await stunnelChain(bench, sink) }
    const names = ['hubtrust', 'stunnel'] as const
    const fresh = await interleave(names, bench.rounds, (name) => post(bench, doors[name], NEW_SESSIONS, []))
    const reused = await interleave(names, bench.rounds, (name) => post(bench, doors[name], REUSED_SESSIONS, ['-d']))
    const row = (name: string, figures: typeof fresh, limit: number) =>
      rowOf({
        name,
        unit: 'messages a second',
        values: column(figures, 'hubtrust', (rate) => rate),
        peer: 'two stunnels',
        peerValues: column(figures, 'stunnel', (rate) => rate),
        goal: atLeast(limit),
      })
    return [row('smtp.new-session', fresh, 3.5), row('smtp.reused-session', reused, 1)]
  },
}

async function startSink({ stage }: Bench): Promise<number> {
  const port = await freePort()
  // Without XCLIENT and XFORWARD, which a gateway must not find behind itself.
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const args = ['-C', '-F', ...account, `127.0.0.1:${String(port)}`, '256']
  const program = stage.start({ command: commandOf('smtp-sink'), args, place: 'anywhere' })
  await program.listening(port)
  return port
}

/** The port to hand mail to. */
async function hubtrustChain({ stage, hubtrust }: Bench, sink: number): Promise<number> {
  const hub1 = issue(stage, { name: 'hub1.corp.example' })
  const hub2 = issue(stage, { name: 'hub2.corp.example' })
  const place = 'anywhere'
  const receiver = await startGateway(stage, {
    hubtrust,
    own: hub2,
    peers: [{ certificate: hub1, port: 9 }],
    backend: sink,
    place,
  })
  const peers = [{ certificate: hub2, port: receiver.port }]
  const sender = await startGateway(stage, { hubtrust, own: hub1, peers, backend: sink, place })
  const door = sender.send.get(hub2.name)
  if (door === undefined) throw new Error('no send connector')
  return door
}

async function stunnelChain({ stage }: Bench, sink: number): Promise<number> {
  const client = issue(stage, { name: 'hub3.corp.example' })
  const server = issue(stage, { name: 'hub4.corp.example' })
  const [own, place, isSmtp] = [server, 'anywhere', true] as const
  const trusted = writeTrusted(stage, 'trusted-client.pem', [client])
  const receiver = await startStunnel(stage, { own, trusted, backend: sink, place, isSmtp })
  const trustedServer = writeTrusted(stage, 'trusted-server.pem', [server])
  const sender = await startStunnel(stage, {
    own: client,
    trusted: trustedServer,
    backend: receiver.port,
    place,
    isSmtp,
    isClient: true,
  })
  return sender.port
}

async function post({ stage, many }: Bench, port: number, count: number, options: readonly string[]): Promise<number> {
  const messages = many(count)
  const envelope = ['-f', 'from@corp.example', '-t', 'to@corp.example']
  const size = ['-s', String(AT_ONCE), '-m', String(messages), '-l', String(MESSAGE_BYTES)]
  const args = [...options, ...size, ...envelope, `127.0.0.1:${String(port)}`]
  const since = performance.now()
  await stage.run({ command: commandOf('smtp-source'), args, place: 'anywhere' })
  return (messages * 1_000) / (performance.now() - since)
}
