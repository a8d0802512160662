/** What the certificates of this server mean for its mail: what the checks of keys, names and store have in common. */
import type { StoredCertificate } from '../model/certificate.ts'
import type { ReceiveConnector } from '../model/configuration.ts'
import type { Evidence } from '../model/facts.ts'
import type { Severity } from '../model/finding/entry.ts'
import type { Selection } from '../model/selection.ts'
import { nameCause } from '../trust/problem.ts'
import { select } from '../trust/selection.ts'
import { needed } from './needed.ts'
import type { View } from './view.ts'

/** The one peers know, else the one selection would choose, else the nearest to it. */
export function ownCertificate(view: View): StoredCertificate | undefined {
  const { published, best, about } = view.selection('inbound')
  return view.certificate(published) ?? view.certificate(best) ?? view.certificate(about)
}

/** `high` while the published certificate stays in use all the same, `critical` where peers trust nothing that is shown. */
export function graveness(view: View): Severity {
  const { inUse } = view.selection('inbound')
  return inUse !== undefined && view.published.includes(inUse) ? 'high' : 'critical'
}

/** `critical` where there is nothing at all to show. */
export function atLeast(view: View, severity: Severity): Severity {
  return view.selection('inbound').inUse === undefined ? 'critical' : severity
}

/** Whether a certificate that matters is passed over because of its names. */
export function isPassedOverByName(view: View): boolean {
  const { hostNames } = view.names
  return needed(view).some((certificate) => nameCause(certificate, hostNames) === 'names.not-covered')
}

export interface SharedSelection {
  readonly connector: ReceiveConnector
  readonly selection: Selection
}

/** Connectors that strangers may use choose by their own name, as the gateway does. */
export function sharedSelections(view: View): readonly SharedSelection[] {
  return view.configuration.gateway.receive
    .filter(({ mode, auth }) => mode === 'shared' && auth.includes('tls'))
    .map((connector) => ({
      connector,
      selection: select({ ...view.question('inbound'), purpose: 'starttls', name: connector.fqdn }),
    }))
}

/** How a certificate is called that may be known only from the directory or from a handshake. */
export function thumbprintOf(view: View, fingerprint: string | undefined): string {
  if (fingerprint === undefined) return '-'
  const published = view.facts.directory.state === 'known' ? view.facts.directory.value.servers : []
  const known = published.flatMap(({ certificates }) => certificates).find((one) => one.fingerprint === fingerprint)
  return view.certificate(fingerprint)?.thumbprint ?? known?.thumbprint ?? fingerprint
}

export function seen({ facts }: View, source: string, quote: string): Evidence {
  return { source, quote, observedAt: facts.takenAt }
}

/** The certificate itself, with what was read in it. */
export function readIn(view: View, { thumbprint }: StoredCertificate, quote: string): Evidence {
  return seen(view, `${view.store.folder}/certificates/${thumbprint}.pem`, quote)
}
