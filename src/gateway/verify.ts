/**
 * A real handshake with a peer, every step shown: what `hubtrust verify` runs. It uses the gateway's own `reach` and
 * `judge`, so it cannot see anything else than a message would.
 */
import type { Clock } from '../core/clock.ts'
import { reasonOf } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import { patienceOf, UNHURRIED, type Patience } from '../core/patience.ts'
import type { Address } from '../model/configuration.ts'
import { CAUSES, type Cause } from '../model/findings.ts'
import { Conversation } from '../net/conversation.ts'
import type { TLSSocket } from '../net/socket.ts'
import { clientContext, tlsFacts, type Identity } from '../net/tls.ts'
import { causeOf } from '../trust/verdict.ts'
import { judge, nameOf, type CertificateName, type Judgement } from './judge.ts'
import { reach, secureWith, type ReachOrder, type ReachStage } from './reach.ts'
import type { TrustView } from './trust-view.ts'

export type VerifyStage = ReachStage | 'their-certificate' | 'our-certificate'

export interface VerifyStep {
  readonly stage: VerifyStage
  readonly passed: boolean
  readonly detail: string
  readonly cause?: Cause
}

export interface VerifyOrder {
  readonly address: Address
  /** The server of the directory the peer must be; undefined accepts any. */
  readonly expected?: string
  readonly fqdn: string
  readonly identity: Identity | undefined
  readonly view: TrustView
  readonly clock: Clock
  readonly onStep: (step: VerifyStep) => void
  /** For all steps together; each has its own limit only when left out. */
  readonly withinMs?: number
  readonly lookup?: ReachOrder['lookup']
}

export interface Verified {
  readonly trusted: boolean
  readonly steps: readonly VerifyStep[]
  /** The certificate the peer showed; undefined when it was not reached or showed none. */
  readonly presented?: CertificateName
}

/** Never throws: what went wrong is the last step. */
export async function verifyPeer(order: VerifyOrder): Promise<Verified> {
  const steps: VerifyStep[] = []
  const note = (step: VerifyStep) => {
    steps.push(step)
    order.onStep(step)
  }
  const { address, fqdn, expected, lookup, withinMs, clock } = order
  const patience = withinMs === undefined ? UNHURRIED : patienceOf(withinMs, clock)
  const reached = await reach({
    address,
    fqdn,
    peer: expected ?? address.host,
    shake: secureWith(clientContext(order.identity)),
    patience,
    ...(lookup === undefined ? {} : { lookup }),
    onStage: (stage, detail) => {
      note({ stage, passed: true, detail })
    },
  })
  if (reached.kind === 'failed') {
    note({ stage: reached.stage, passed: false, detail: reached.reason, cause: reached.cause })
    return { trusted: false, steps }
  }
  const { socket } = reached
  const { version, cipher } = tlsFacts(socket)
  note({ stage: 'tls', passed: true, detail: `${version} ${cipher}` })
  const judgement = judge(socket, {
    view: order.view,
    nowMs: clock.nowMs(),
    ...(expected === undefined ? {} : { expected }),
  })
  note(theirCertificate(judgement))
  note(await ourCertificate(socket, order, patience))
  socket.destroy()
  const { certificate } = judgement
  return {
    trusted: steps.every((step) => step.passed),
    steps,
    ...(certificate === undefined ? {} : { presented: nameOf(certificate) }),
  }
}

function theirCertificate({ verdict, certificate }: Judgement): VerifyStep {
  const stage = 'their-certificate'
  const { subject, fingerprint } = nameOf(certificate)
  const shown = `${subject} SHA-256 ${fingerprint}`
  if (verdict.kind === 'trusted') return { stage, passed: true, detail: `${verdict.server}: ${shown}` }
  const cause = causeOf(verdict.reason)
  const owner = verdict.server === undefined ? '' : ` (${verdict.server})`
  return {
    stage,
    passed: false,
    detail: `${verdict.reason}${owner}: ${shown}`,
    ...(cause === undefined ? {} : { cause }),
  }
}

/** What the peer thinks of us shows in its answer to the first command after TLS. */
async function ourCertificate(
  socket: TLSSocket,
  { fqdn, address }: VerifyOrder,
  patience: Patience,
): Promise<VerifyStep> {
  const stage = 'our-certificate'
  const conversation = new Conversation(socket, address)
  try {
    const { code, lines } = await conversation.ask(`EHLO ${fqdn}\r\n`, patience(LIMITS.replyMs))
    const detail = `${code} ${lines[0] ?? ''}`
    if (code === 250) {
      socket.write('QUIT\r\n')
      return { stage, passed: true, detail }
    }
    const cause = /cause ([a-z.-]+)/.exec(detail)?.[1]
    return { stage, passed: false, detail, ...causeNamed(cause) }
  } catch (error) {
    return { stage, passed: false, detail: reasonOf(error), cause: 'handshake.protocol' }
  } finally {
    conversation.release()
    socket.on('error', () => undefined)
  }
}

/** The peer's words name a cause of the catalogue when it is a Hubtrust. */
function causeNamed(name: string | undefined): { readonly cause?: Cause } {
  const cause = CAUSES.find((known) => known === name)
  return cause === undefined ? {} : { cause }
}
