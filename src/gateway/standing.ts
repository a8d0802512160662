/** From the verdict on an inbound peer to what its session may do, with the event and the words that say why. */
import type { ReceiveConnector as Settings } from '../model/configuration.ts'
import type { Verdict } from '../model/verdict.ts'
import { causeOf, isDoubt } from '../trust/verdict.ts'
import type { Hub } from './hub.ts'
import { nameOf, type Judgement } from './judge.ts'
import type { Standing } from './receive-session.ts'

export interface Inbound {
  readonly hub: Hub
  readonly connector: Settings
  readonly address: string
}

export function standingOf(judgement: Judgement, inbound: Inbound): Standing {
  const { verdict } = judgement
  if (verdict.kind === 'trusted') return trusted(judgement, verdict, inbound)
  const isTurnedAway = inbound.connector.mode === 'dedicated' || verdict.reason === 'own-certificate'
  return isTurnedAway ? refused(judgement, verdict, inbound) : anonymous(judgement, verdict, inbound)
}

function trusted(
  { certificate }: Judgement,
  verdict: Extract<Verdict, { kind: 'trusted' }>,
  { hub }: Inbound,
): Standing {
  hub.trusted += 1
  hub.saw({ server: verdict.server, direction: 'inbound', outcome: 'trusted' })
  if (verdict.warnings.includes('expired')) {
    const { thumbprint, notAfter } = nameOf(certificate)
    hub.deps.raise({ id: 12019, args: { peer: verdict.server, thumbprint, notAfter }, cause: 'peer.expired' })
  }
  return { kind: 'accepted' }
}

type Refused = Extract<Verdict, { kind: 'refused' }>

/** The handshake was finished so that the reason arrives as SMTP and not as a TLS alert nobody can read. */
function refused(
  { certificate }: Judgement,
  { reason, server }: Refused,
  { hub, connector, address }: Inbound,
): Standing {
  const { subject, thumbprint, fingerprint } = nameOf(certificate)
  const cause = causeOf(reason)
  hub.refused += 1
  if (server !== undefined) {
    hub.saw({ server, direction: 'inbound', outcome: 'refused', ...(cause === undefined ? {} : { cause }) })
  }
  hub.deps.raise({
    id: 1036,
    args: { subject, thumbprint, address, connector: connector.name },
    proof: { reason, fingerprint, ...(server === undefined ? {} : { server }) },
    ...(cause === undefined ? {} : { cause }),
  })
  const isFinal = connector.refusal === 'reject' && !isDoubt(reason)
  const why = cause === undefined ? reason : `cause ${cause}`
  const shown = certificate === undefined ? 'no certificate was presented' : `certificate SHA-256 ${fingerprint}`
  return {
    kind: 'refused',
    code: isFinal ? 550 : 454,
    text: `${isFinal ? '5.7.1' : '4.7.0'} Direct trust failed (event 1036, ${why}): ${shown}`,
  }
}

/** Shared connectors: strangers are welcome as strangers. */
function anonymous({ certificate }: Judgement, { reason }: Refused, { hub, connector, address }: Inbound): Standing {
  hub.anonymous += 1
  if (certificate === undefined) return { kind: 'accepted' }
  const { subject, thumbprint, notAfter } = nameOf(certificate)
  hub.deps.raise({ id: 30004, args: { connector: connector.name, address, reason, subject, thumbprint } })
  if (certificate.x509.validToDate.getTime() < hub.deps.clock.nowMs()) {
    hub.deps.raise({ id: 12020, args: { subject, address, notAfter, thumbprint }, cause: 'peer.expired' })
  }
  return { kind: 'accepted' }
}
