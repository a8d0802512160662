/** Every check, in the order they are run and listed: whose certificate is at fault comes first. */
import { FINDING_IDS, type FindingId } from '../model/finding.ts'
import { NOT_APPLICABLE, type Check } from './check.ts'
import { ACCOUNT_CHECKS } from './checks/account.ts'
import { BACKEND_CHECKS } from './checks/backend.ts'
import { BALANCER_CHECKS } from './checks/balancer.ts'
import { CERTIFICATE_CHECKS } from './checks/certificate.ts'
import { CERTIFICATE_NAMES_CHECKS } from './checks/certificate-names.ts'
import { CLOCK_CHECKS } from './checks/clock.ts'
import { CONFIGURATION_CHECKS } from './checks/configuration.ts'
import { CONNECTOR_CHECKS } from './checks/connector.ts'
import { DIRECTORY_ENTRY_CHECKS } from './checks/directory-entry.ts'
import { DIRECTORY_CHECKS } from './checks/directory.ts'
import { EVIDENCE_FAULTS, EXCHANGE_CHECKS } from './checks/exchange.ts'
import { GATEWAY_CHECKS } from './checks/gateway.ts'
import { HANDSHAKE_CHECKS } from './checks/handshake.ts'
import { KEY_CHECKS } from './checks/key.ts'
import { NAMES_CHECKS } from './checks/names.ts'
import { PEER_ANSWER_CHECKS } from './checks/peer-answer.ts'
import { PEER_CHECKS } from './checks/peer.ts'
import { POSTFIX_CHECKS } from './checks/postfix.ts'
import { POSTFIX_CHAIN_CHECKS } from './checks/postfix-chain.ts'
import { POSTFIX_INWARD_CHECKS } from './checks/postfix-inward.ts'
import { POSTFIX_OUTWARD_CHECKS } from './checks/postfix-outward.ts'
import { RESOLUTION_CHECKS } from './checks/resolution.ts'
import { SELECTION_CHECKS } from './checks/selection.ts'
import { SERVICES_CHECKS } from './checks/services.ts'
import { STORE_CHECKS } from './checks/store.ts'
import { VALIDITY_CHECKS } from './checks/validity.ts'

const LIVE_CHECKS: readonly Check[] = [
  ...CONFIGURATION_CHECKS,
  ...SERVICES_CHECKS,
  ...KEY_CHECKS,
  ...ACCOUNT_CHECKS,
  ...NAMES_CHECKS,
  ...CERTIFICATE_NAMES_CHECKS,
  ...RESOLUTION_CHECKS,
  ...BALANCER_CHECKS,
  ...SELECTION_CHECKS,
  ...STORE_CHECKS,
  ...VALIDITY_CHECKS,
  ...CLOCK_CHECKS,
  ...CERTIFICATE_CHECKS,
  ...DIRECTORY_CHECKS,
  ...DIRECTORY_ENTRY_CHECKS,
  ...PEER_CHECKS,
  ...PEER_ANSWER_CHECKS,
  ...HANDSHAKE_CHECKS,
  ...CONNECTOR_CHECKS,
  ...BACKEND_CHECKS,
  ...GATEWAY_CHECKS,
  ...POSTFIX_CHECKS,
  ...POSTFIX_OUTWARD_CHECKS,
  ...POSTFIX_CHAIN_CHECKS,
  ...POSTFIX_INWARD_CHECKS,
]

/** Told by evidence alone, where nothing of a live host could. */
const EVIDENCE_ONLY: readonly FindingId[] = ['store.ephemeral', 'key.provider']

/** In the order of the table of findings. */
export const CHECKS: readonly Check[] = [
  ...LIVE_CHECKS.map(withEvidence),
  ...EVIDENCE_ONLY.map((id) => withEvidence({ id, run: () => NOT_APPLICABLE })),
  ...EXCHANGE_CHECKS,
].toSorted((left, right) => FINDING_IDS.indexOf(left.id) - FINDING_IDS.indexOf(right.id))

/** The same finding by other facts, where they come out of an Exchange server's evidence. */
function withEvidence(check: Check): Check {
  const tell = EVIDENCE_FAULTS[check.id]
  if (tell === undefined) return check
  const run: Check['run'] = (view) => {
    const { exchange } = view.facts
    return exchange === undefined ? check.run(view) : tell(exchange)
  }
  return { id: check.id, run }
}
