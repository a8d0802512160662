/** Looks at what is in force at an edge, and compares. Nothing is changed, and no lease is needed. */
import { isoTime, type Clock } from '../core/clock.ts'
import { failure, HubtrustError } from '../core/errors.ts'
import type { DirectoryReader } from '../directory/contract.ts'
import { deviations, pictureFor, type Deviation } from '../directory/edge/picture.ts'
import type { Configuration } from '../model/configuration.ts'
import type { CertificateStore } from '../store/contract.ts'
import { TrustIndex } from '../trust/index.ts'
import type { EdgeStated } from '../wire/edge-frames.ts'
import { callEdge } from './edge-call.ts'
import { addressesOf } from './edge-push.ts'

const ANSWER_MS = 15_000

export interface EdgeLookOrder {
  readonly configuration: Configuration
  readonly directory: DirectoryReader
  readonly store: CertificateStore
  readonly clock: Clock
  /** SHA-256 of the certificate that is shown. */
  readonly inUse: string | undefined
  readonly server: string
}

export interface EdgeLook {
  readonly deviations: readonly Deviation[]
  /** Of servers, there. */
  readonly entries: number
  readonly held: readonly string[]
  readonly isStale: boolean
  /** When the edge last heard that it has everything; undefined for never. */
  readonly asOf?: string
}

/** @throws HubtrustError EDGE_NO_CERTIFICATE, EDGE_UNREACHABLE, EDGE_OTHER_SERVER, EDGE_REFUSED_US, STORE_* */
export async function lookAtEdge(order: EdgeLookOrder): Promise<EdgeLook> {
  try {
    return await lookOnce(order)
  } catch (error) {
    // Its certificate may have been replaced between our look into the directory and our call.
    if (!(error instanceof HubtrustError) || error.code !== 'EDGE_OTHER_SERVER') throw error
    return lookOnce(order)
  }
}

async function lookOnce(order: EdgeLookOrder): Promise<EdgeLook> {
  const { configuration, directory, clock, server } = order
  const servers = directory.servers()
  const { addresses, key } = addressesOf(configuration, { server, servers })
  const view = {
    index: TrustIndex.build(directory.trustEntries()),
    ...{ isStale: false, expired: configuration.trust.expired, ownFingerprints: [], addresses: new Map() },
  }
  const call = { server, addresses, key, identity: identityOf(order), view, clock } as const
  const talk = await callEdge({ ...call, purpose: 'look' })
  const entries: EdgeStated[] = []
  try {
    for (;;) {
      const frame = await talk.next(ANSWER_MS)
      if (frame.kind === 'refused') throw failure('EDGE_REFUSED_US', { server, reason: frame.reason })
      if (frame.kind === 'state') entries.push(frame.entry)
      if (frame.kind !== 'stated') continue
      const { held, isStale, asOfMs } = frame
      const found = deviations(pictureFor(servers, server), entries)
      const age = asOfMs === 0 ? {} : { asOf: isoTime(asOfMs) }
      return { deviations: found, entries: entries.length, held, isStale, ...age }
    }
  } finally {
    talk.destroy()
  }
}

function identityOf({ store, inUse }: EdgeLookOrder) {
  if (inUse === undefined) throw failure('EDGE_NO_CERTIFICATE', {})
  const { thumbprint, fingerprint } = store.find(inUse)
  return { fingerprint, thumbprint, certificateDer: store.certificateDer(thumbprint), keyPem: store.keyPem(thumbprint) }
}
