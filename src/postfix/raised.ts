/** Events that the answers give rise to, the same whoever asked. */
import { isoTime } from '../core/clock.ts'
import type { Raise } from '../model/events.ts'
import type { Access } from './access.ts'
import type { Routes } from './routes.ts'

export type Refused = Extract<Access, { kind: 'refused' }>

export interface Meeting {
  readonly connector: string
  readonly address: string
  readonly subject: string
  /** SHA-1 where the asking program tells it. */
  readonly thumbprint?: string
  /** Name of the client. */
  readonly client?: string
}

export function raiseRefused(raise: Raise, { reason, cause, fingerprint, server }: Refused, meeting: Meeting): void {
  const { connector, address, subject, thumbprint = '-', client } = meeting
  raise({
    id: 1036,
    args: { subject, thumbprint, address, connector },
    proof: {
      reason,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(server === undefined ? {} : { server }),
      ...(client === undefined ? {} : { client }),
    },
    ...(cause === undefined ? {} : { cause }),
  })
}

/** A certificate that is trusted although its time is over. */
export function raiseExpired(raise: Raise, { validity }: Routes, peer: string, fingerprint: string): void {
  const bounds = validity.get(fingerprint)
  if (bounds === undefined) return
  const { thumbprint, notAfterMs } = bounds
  raise({ id: 12019, args: { peer, thumbprint, notAfter: isoTime(notAfterMs) }, cause: 'peer.expired' })
}
