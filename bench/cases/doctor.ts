import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import type { Bench, Case } from '../case.ts'
import { issue } from '../certificates.ts'
import { atMost, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { startGateway, type PeerServer } from '../subject.ts'

const NEIGHBOURS = fileURLToPath(new URL('../neighbours.ts', import.meta.url))
const PEERS = 50
const GOAL_MS = 3_000
const PORTS = v.object({ behind: v.number(), silent: v.number(), ports: v.array(v.number()) })
const SEEN = v.object({
  peers: v.object({
    value: v.array(v.object({ handshakes: v.array(v.object({ steps: v.array(v.object({ passed: v.boolean() })) })) })),
  }),
})

export const doctor: Case = {
  name: 'doctor',
  about:
    `All facts of a live host that runs \`hubtrust serve\`: from pressing Enter to the end of \`hubtrust facts\`, with handshakes with ${String(PEERS)} ` +
    'servers that answer, and with as many that accept a connection and say nothing; beside the same without peers.',
  needs: [],
  run: async (bench) => {
    const { stage, hubtrust } = bench
    const own = issue(stage, { name: 'hub1.corp.example' })
    const certificates = Array.from({ length: PEERS }, (_, at) =>
      issue(stage, { name: `mx${String(at)}.corp.example` }),
    )
    const pairs = certificates.flatMap(({ certificatePath, keyPath }) => [certificatePath, keyPath])
    const args = [NEIGHBOURS, own.certificatePath, ...pairs]
    const neighbours = stage.start({ command: process.execPath, args, place: 'load' })
    const { behind, silent, ports } = v.parse(PORTS, JSON.parse(await neighbours.line()))
    const hostWith = (port: (at: number) => number) => {
      const peers = certificates.map((certificate, at): PeerServer => ({ certificate, port: port(at) }))
      return startGateway(stage, { hubtrust, own, peers, backend: behind })
    }
    const healthy = await hostWith((at) => ports[at] ?? 0)
    const deaf = await hostWith(() => silent)
    const runs = {
      peers: { words: ['--config', healthy.config], passed: PEERS },
      silent: { words: ['--config', deaf.config], passed: 0 },
      alone: { words: ['--config', healthy.config, '--no-peers'], passed: undefined },
    }
    const figures = await interleave(['peers', 'silent', 'alone'] as const, bench.rounds, (name) =>
      millisecondsOf(bench, runs[name]),
    )
    return (['peers', 'silent'] as const).map((name) =>
      rowOf({
        name: `doctor.${String(PEERS)}-${name}`,
        unit: 'ms',
        values: column(figures, name, (ms) => ms),
        peer: 'facts --no-peers',
        peerValues: column(figures, 'alone', (ms) => ms),
        goal: atMost(GOAL_MS, 'value'),
      }),
    )
  },
}

interface Run {
  readonly words: readonly string[]
  /** How many peers must have been met successfully; not looked at when nobody is asked. */
  readonly passed: number | undefined
}

async function millisecondsOf({ stage, hubtrust }: Bench, { words, passed }: Run): Promise<number> {
  const since = performance.now()
  const text = await stage.run({ command: hubtrust, args: ['facts', ...words], place: 'anywhere' })
  const ms = performance.now() - since
  if (passed === undefined) return ms
  const { value } = v.parse(SEEN, JSON.parse(text)).peers
  const met = value.filter(({ handshakes }) => handshakes.every(({ steps }) => steps.every((step) => step.passed)))
  if (value.length !== PEERS || met.length !== passed)
    throw new Error(`${String(met.length)} of ${String(value.length)} peers were met, not ${String(passed)}`)
  return ms
}
