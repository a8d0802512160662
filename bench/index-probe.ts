/**
 * One measurement of the index in a process of its own, printed as JSON.
 *
 *     node --expose-gc bench/index-probe.ts hubtrust|map FILE SERVERS
 */
import { readFileSync } from 'node:fs'
import { TrustIndex } from '../src/trust/index.ts'
import { digestOf, serverName } from './sample.ts'

const LOOK_UPS = 200_000
const DIGEST_BYTES = 32

type Find = (digest: Buffer) => string | undefined

const LOADERS: Readonly<Record<string, (file: string) => Find>> = {
  hubtrust: (file) => {
    const loaded = TrustIndex.load(readFileSync(file))
    return (digest) => loaded.find(digest)
  },
  map: (file) => {
    const known = new Map<string, string>()
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const gap = line.indexOf(' ')
      if (gap > 0) known.set(Buffer.from(line.slice(0, gap), 'hex').toString('latin1'), line.slice(gap + 1))
    }
    return (digest) => known.get(digest.toString('latin1'))
  },
}

const [kind = '', file = '', count = ''] = process.argv.slice(2)
const servers = Number(count)
const load = LOADERS[kind]
if (load === undefined) throw new TypeError(`no index called ${kind}`)

const heldBefore = held()
const since = performance.now()
const find = load(file)
const loadSeconds = (performance.now() - since) / 1_000
const bytes = (held() - heldBefore) / servers

// Spread over the whole table, in no order: caches are as cold as with real peers. Once to compile, once to count.
const asked = Array.from({ length: LOOK_UPS }, (_, at) => (at * 7_919 + 13) % servers)
// All in one buffer: the digest is in hand, as after a handshake, and not fetched from far away.
const pool = Buffer.concat(asked.map(digestOf))
const digests = asked.map((_, at) => pool.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES))
look()
const lookSince = performance.now()
look()
const lookUpUs = ((performance.now() - lookSince) * 1_000) / LOOK_UPS
process.stdout.write(`${JSON.stringify({ bytes, lookUpUs, loadSeconds })}\n`)

function look(): void {
  let found = 0
  for (const digest of digests) if (find(digest) !== undefined) found += 1
  if (found !== LOOK_UPS || find(digests[0] ?? Buffer.alloc(0)) !== serverName(asked[0] ?? 0))
    throw new Error('a server was not found')
}

/** Heap and buffers after a collection: what this process must keep. */
function held(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
