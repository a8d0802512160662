/**
 * Whom an edge lets push: a server of the inside, known by the certificate that the inside itself has pushed, or once
 * somebody who shows on this very connection that he holds the token of an open subscription.
 */
import type { Clock } from '../../core/clock.ts'
import { isoTime } from '../../core/clock.ts'
import type { Raise } from '../../model/events.ts'
import type { EdgeTalk } from '../../net/edge-talk.ts'
import type { EdgeFrame, EdgeRefusal } from '../../wire/edge-frames.ts'
import { EDGE_EXPORTER_BYTES, EDGE_EXPORTER_LABEL, edgeProof, isEdgeProof } from '../../x509/edge-token.ts'
import { fingerprintOf, digestOf } from '../../x509/parse.ts'
import { readSubscriptions, writeSubscriptions, type EdgeSubscription, type RecordPlace } from './records.ts'

export type EdgeOpening = Extract<EdgeFrame, { kind: 'open' }>

export interface Admitted {
  readonly kind: 'admitted'
  /** The server it is, or says to be while it only holds the token. */
  readonly server: string
  /** SHA-256 of the certificate it has shown. */
  readonly fingerprint: string
  /** The key of the subscription that is used up when its first push has settled. */
  readonly subscription: string | undefined
}
export type Admission =
  Admitted | { readonly kind: 'refused'; readonly reason: EdgeRefusal; readonly fingerprint: string }

export interface AdmissionOptions {
  readonly place: RecordPlace
  readonly clock: Clock
  /** The hub that a certificate is in force for here, whatever the age of what is in force. */
  readonly hubOf: (digest: Uint8Array) => string | undefined
}

export function admit(
  talk: Pick<EdgeTalk, 'peerDer' | 'exported'>,
  opening: EdgeOpening,
  { place, clock, hubOf }: AdmissionOptions,
): Admission {
  const der = talk.peerDer
  if (der === undefined) return { kind: 'refused', reason: 'stranger', fingerprint: '-' }
  const fingerprint = fingerprintOf(der)
  const hub = hubOf(digestOf(der))
  const proven = opening.proof === undefined ? undefined : provenBy(talk, { fingerprint, place, proof: opening.proof })
  const isOpen = proven !== undefined && standingOf(proven, clock.nowMs()) === 'open'
  const subscription = isOpen ? proven.key : undefined
  if (hub !== undefined) return { kind: 'admitted', server: hub, fingerprint, subscription }
  if (isOpen) return { kind: 'admitted', server: opening.server, fingerprint, subscription }
  return { kind: 'refused', reason: reasonFor(opening, proven, clock.nowMs()), fingerprint }
}

function reasonFor({ proof }: EdgeOpening, proven: EdgeSubscription | undefined, nowMs: number): EdgeRefusal {
  if (proof === undefined) return 'stranger'
  if (proven === undefined) return 'proof'
  return standingOf(proven, nowMs) === 'used' ? 'used' : 'expired'
}

export function standingOf({ usedAt, expires }: EdgeSubscription, nowMs: number): 'open' | 'used' | 'expired' {
  if (usedAt !== undefined) return 'used'
  return Date.parse(expires) > nowMs ? 'open' : 'expired'
}

interface Shown {
  readonly fingerprint: string
  readonly place: RecordPlace
  readonly proof: string
}

function provenBy(
  talk: Pick<EdgeTalk, 'exported'>,
  { fingerprint, place, proof }: Shown,
): EdgeSubscription | undefined {
  const exported = talk.exported(EDGE_EXPORTER_LABEL, EDGE_EXPORTER_BYTES)
  const channel = { exported, clientFingerprint: fingerprint }
  return readSubscriptions(place).find(({ key }) => isEdgeProof(proof, edgeProof(Buffer.from(key, 'hex'), channel)))
}

/** From now on the token is worth nothing. */
export function useUp(
  { subscription, server, fingerprint }: Admitted,
  { place, clock, raise }: Pick<AdmissionOptions, 'place' | 'clock'> & { readonly raise: Raise },
): void {
  const all = readSubscriptions(place)
  const used = all.find(({ key, usedAt }) => key === subscription && usedAt === undefined)
  if (used === undefined) return
  const usedAt = isoTime(clock.nowMs())
  writeSubscriptions(
    place,
    all.map((one) => (one === used ? { ...one, usedAt, usedBy: server } : one)),
  )
  raise({ id: 30050, args: { server, fingerprint } })
}
