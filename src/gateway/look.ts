/**
 * Which certificate a receive connector shows: everything a peer does up to the handshake, which is not finished. So it
 * leaves no refusal behind, in no event log and no statistics.
 */
import type { Clock } from '../core/clock.ts'
import { patienceOf } from '../core/patience.ts'
import type { Address } from '../model/configuration.ts'
import type { DialOptions } from '../net/dial.ts'
import { glance } from '../net/glance.ts'
import { peerCertificateOf, tlsFacts } from '../net/tls.ts'
import { nameOf } from './judge.ts'
import { reach } from './reach.ts'
import type { Verified, VerifyStep } from './verify.ts'

export interface LookOrder {
  readonly address: Address
  /** Our own name in EHLO. */
  readonly fqdn: string
  readonly clock: Clock
  /** For all steps together. */
  readonly withinMs: number
  readonly lookup?: DialOptions['lookup']
}

/** Never throws; `steps` end with `their-certificate`, or with what went wrong. */
export async function lookAt({
  address,
  fqdn,
  clock,
  withinMs,
  lookup,
}: LookOrder): Promise<Omit<Verified, 'trusted'>> {
  const steps: VerifyStep[] = []
  const reached = await reach({
    address,
    fqdn,
    peer: address.host,
    shake: glance,
    patience: patienceOf(withinMs, clock),
    ...(lookup === undefined ? {} : { lookup }),
    onStage: (stage, detail) => steps.push({ stage, passed: true, detail }),
  })
  if (reached.kind === 'failed') {
    const { stage, reason, cause } = reached
    return { steps: [...steps, { stage, passed: false, detail: reason, cause }] }
  }
  const { socket } = reached
  const { version, cipher } = tlsFacts(socket)
  const certificate = peerCertificateOf(socket)
  socket.on('error', () => undefined)
  socket.destroy()
  const presented = nameOf(certificate)
  const { subject, fingerprint } = presented
  return {
    steps: [
      ...steps,
      { stage: 'tls', passed: true, detail: `${version} ${cipher}` },
      { stage: 'their-certificate', passed: true, detail: `${subject} SHA-256 ${fingerprint}` },
    ],
    presented,
  }
}
