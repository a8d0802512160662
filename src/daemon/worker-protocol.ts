/** What the first process and its workers say to each other, over the channel the system gave them when they were forked. */
import { Secret } from '../core/secret.ts'
import type { Value } from '../core/text.ts'
import type { GatewayStatistics } from '../gateway/gateway.ts'
import type { ListeningOn } from '../model/listening.ts'
import type { Identities, TrustView } from '../gateway/trust-view.ts'
import type { EventDraft } from '../model/events.ts'
import type { TraceTag } from '../model/trace.ts'
import type { Identity } from '../net/tls.ts'
import { TrustIndex } from '../trust/index.ts'
import type { GatewaySettings } from './gateway-host.ts'
import type { TraceLine } from './trace-switch.ts'

export type Order =
  | { readonly kind: 'configure'; readonly ticket: number; readonly settings: GatewaySettings }
  | { readonly kind: 'trust'; readonly view: PackedView }
  | { readonly kind: 'identities'; readonly identities: PackedIdentities }
  | { readonly kind: 'tags'; readonly tags: readonly TraceTag[] }
  | { readonly kind: 'statistics'; readonly ticket: number }
  | { readonly kind: 'drain'; readonly ticket: number; readonly withinMs: number }

export type Report =
  | { readonly kind: 'answer'; readonly ticket: number; readonly answer: Answer }
  | { readonly kind: 'event'; readonly event: EventDraft }
  | { readonly kind: 'line'; readonly line: TraceLine }
  | { readonly kind: 'used'; readonly direction: 'inbound' | 'outbound' }

export type Answer =
  | { readonly kind: 'listening'; readonly on: readonly ListeningOn[] }
  | { readonly kind: 'failed'; readonly code: string; readonly details: Readonly<Record<string, Value>> }
  | { readonly kind: 'statistics'; readonly statistics: GatewayStatistics }
  | { readonly kind: 'drained' }

export type PackedView = Omit<TrustView, 'index'> & { readonly snapshot: Uint8Array | undefined }

type PackedIdentity = Omit<Identity, 'keyPem'> & { readonly key: string }

export interface PackedIdentities {
  readonly internal: PackedIdentity | undefined
  readonly byConnector: ReadonlyMap<string, PackedIdentity>
  readonly problem: Identities['problem']
}

export function packView({ index, ...rest }: TrustView): PackedView {
  return { ...rest, snapshot: index?.snapshot() }
}

export function unpackView({ snapshot, ...rest }: PackedView): TrustView {
  return { ...rest, index: snapshot === undefined ? undefined : TrustIndex.load(snapshot) }
}

export function packIdentities({ internal, byConnector, problem }: Identities): PackedIdentities {
  const packed = new Map([...byConnector].map(([name, identity]) => [name, pack(identity)]))
  return { internal: internal === undefined ? undefined : pack(internal), byConnector: packed, problem }
}

/** Certificates that were there before stay the same objects: a lane whose certificate did not change is left alone. */
export function unpackIdentities(
  { internal, byConnector, problem }: PackedIdentities,
  known: Map<string, Identity>,
): Identities {
  const unpack = ({ key, ...rest }: PackedIdentity): Identity => {
    const identity = known.get(rest.fingerprint) ?? { ...rest, keyPem: new Secret(key) }
    known.set(rest.fingerprint, identity)
    return identity
  }
  const unpacked = new Map([...byConnector].map(([name, identity]) => [name, unpack(identity)]))
  return { internal: internal === undefined ? undefined : unpack(internal), byConnector: unpacked, problem }
}

function pack({ keyPem, ...rest }: Identity): PackedIdentity {
  return { ...rest, key: keyPem.reveal() }
}
