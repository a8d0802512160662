/** Calls an edge: at its addresses in order, until one shows the certificate of that very server. */
import type { Clock } from '../core/clock.ts'
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import { dialEdge, type EdgeTalk } from '../net/edge-talk.ts'
import type { Identity } from '../net/tls.ts'
import { verdictBy } from '../trust/verdict.ts'
import type { TrustView } from '../trust/view.ts'
import { digestOf } from '../x509/parse.ts'
import { EDGE_EXPORTER_BYTES, EDGE_EXPORTER_LABEL, edgeProof } from '../x509/edge-token.ts'
import { addressOf } from './configuration-schema.ts'

/** For the connection and the handshake together, at each address. */
const WITHIN_MS = 10_000

export interface EdgeCall {
  /** The edge, by its name in the directory. */
  readonly server: string
  readonly addresses: readonly string[]
  /** Of the token, while its subscription is open. */
  readonly key: string | undefined
  readonly identity: Identity
  readonly view: TrustView
  readonly clock: Clock
  readonly purpose: 'push' | 'look'
  readonly signal?: AbortSignal
}

/**
 * The edge has been told who we are; what it says to that comes next.
 *
 * @throws HubtrustError EDGE_UNREACHABLE, EDGE_OTHER_SERVER
 */
export async function callEdge(call: EdgeCall): Promise<EdgeTalk> {
  const { identity, server, key, purpose, view } = call
  const talk = await reached(call)
  const exported = talk.exported(EDGE_EXPORTER_LABEL, EDGE_EXPORTER_BYTES)
  const channel = { exported, clientFingerprint: identity.fingerprint }
  const proof = key === undefined ? {} : { proof: edgeProof(Buffer.from(key, 'hex'), channel) }
  await talk.send({ kind: 'open', server: nameOf(view, identity) ?? server, purpose, ...proof })
  return talk
}

/** The name we have in the directory by the certificate we show; the edge judges by the certificate itself. */
function nameOf({ index }: TrustView, { certificateDer }: Identity): string | undefined {
  return index?.find(digestOf(certificateDer))
}

async function reached(call: EdgeCall): Promise<EdgeTalk> {
  const { server, addresses, signal } = call
  let trouble: unknown
  for (const address of addresses) {
    if (signal?.aborted === true) break
    try {
      return await provenAt(address, call)
    } catch (error) {
      trouble = error instanceof HubtrustError && error.code === 'EDGE_OTHER_SERVER' ? error : (trouble ?? error)
    }
  }
  if (trouble instanceof HubtrustError && trouble.code === 'EDGE_OTHER_SERVER') throw trouble
  const reason = trouble === undefined ? 'it has no address' : reasonOf(trouble)
  throw failure('EDGE_UNREACHABLE', { server, addresses: addresses.join(', ') || '-', reason }, trouble)
}

async function provenAt(address: string, { server, identity, view, clock }: EdgeCall): Promise<EdgeTalk> {
  const talk = await dialEdge({ ...addressOf(address), identity, withinMs: WITHIN_MS })
  const { peerDer } = talk
  const digest = peerDer === undefined ? undefined : digestOf(peerDer)
  const verdict = verdictBy(view, { digest, expected: server, nowMs: clock.nowMs() })
  if (verdict.kind === 'trusted') return talk
  talk.destroy()
  const shown = digest === undefined ? '' : ` (SHA-256 ${digest.toString('hex').toUpperCase()})`
  throw failure('EDGE_OTHER_SERVER', { server, address, reason: `${verdict.reason}${shown}` })
}
