/** A directory as large as one likes, the same in every process: servers with one certificate each. */
import { hash } from 'node:crypto'
import type { TrustEntry } from '../src/model/server.ts'
import { TrustIndex } from '../src/trust/index.ts'

const SERVERS_A_SITE = 1_000

export function serverName(at: number): string {
  return `mx${String(at % SERVERS_A_SITE)}.site${String(Math.floor(at / SERVERS_A_SITE))}.corp.example`
}

export function digestOf(at: number): Buffer {
  return hash('sha256', `certificate ${String(at)}`, 'buffer')
}

function* entries(count: number): Generator<TrustEntry> {
  for (let at = 0; at < count; at += 1) yield { server: serverName(at), fingerprints: [digestOf(at)] }
}

/** These servers and, up to `count`, others that never call. */
export function sampleIndex(count: number, callers: readonly TrustEntry[] = []): TrustIndex {
  return TrustIndex.build([...callers, ...entries(count - callers.length)])
}

/** What an export to text looks like: a fingerprint and a name a line. */
export function sampleText(count: number): string {
  return Array.from({ length: count }, (_, at) => `${digestOf(at).toString('hex')} ${serverName(at)}\n`).join('')
}
