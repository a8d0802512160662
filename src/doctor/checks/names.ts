/** Whether the names of this host lead selection to its certificate, and what spoils them. */
import type { StoredCertificate } from '../../model/certificate.ts'
import type { Args } from '../../model/facts.ts'
import { nameCause } from '../../trust/problem.ts'
import { listed, selectionNames } from '../../trust/steps.ts'
import { coversName, namesOf, sameName } from '../../x509/names.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { needed } from '../needed.ts'
import { graveness, isPassedOverByName, ownCertificate, readIn, seen } from '../own.ts'
import type { View } from '../view.ts'

/** What the remedies of names have to fill in. */
export function places(view: View): { readonly server: string; readonly path: string; readonly kernelName: string } {
  return { server: view.serverName, path: view.configuration.path, kernelName: view.names.kernelName }
}

export function labelOf(name: string): string {
  return name.split('.')[0] ?? name
}

const lookupFailed = check('names.lookup-failed', (view) =>
  causedBy(view, 'names.lookup-failed').map((certificate) => {
    const { kernelName, nameServers } = view.names
    return {
      subject: { certificate: certificate.thumbprint },
      args: { ...places(view), ...namedIn(certificate) },
      severity: graveness(view),
      expected: view.serverName,
      actual: '-',
      evidence: [
        seen(view, 'hostname -f', kernelName),
        ...view.names.forward
          .filter(({ problem }) => problem !== undefined)
          .map(({ name, problem = '-' }) => seen(view, `getent hosts ${name}`, problem)),
        seen(view, '/etc/resolv.conf', `nameserver ${listed(nameServers)}`),
      ],
    }
  }),
)

/** The same short name in another domain: what happens when a search domain or the network changes. */
const suffix = check('names.suffix', (view) => {
  const { hostNames, searchDomains } = view.names
  const { dnsFullyQualifiedDomainName: fqdn, balancerName } = hostNames
  const server = view.serverName
  const certificate = ownCertificate(view)
  const isOther = sameName(labelOf(fqdn), labelOf(server)) && !sameName(fqdn, server)
  if (!isOther || !fqdn.includes('.') || !server.includes('.')) return []
  if (certificate === undefined || balancerName !== undefined || coversName(certificate, fqdn)) return []
  const domain = domainOf(fqdn)
  return [
    {
      subject: { object: fqdn },
      args: { ...places(view), ...namedIn(certificate), fqdn, domain, searchDomains: listed(searchDomains) },
      severity: isPassedOverByName(view) ? graveness(view) : 'low',
      expected: domainOf(server),
      actual: domain,
      evidence: [
        seen(view, 'hostname -f', fqdn),
        seen(view, '/etc/resolv.conf', `search ${listed(searchDomains)}`),
        readIn(view, certificate, listed(namesOf(certificate))),
      ],
    },
  ]
})

/** A host name without a domain is completed by the reverse record of its address. */
const takenFromReverse = check('names.taken-from-reverse', (view) => {
  const { kernelName, collected, hostNames, reverse, hostsEntries } = view.names
  const fqdn = hostNames.dnsFullyQualifiedDomainName
  const isStated = fqdn !== collected.dnsFullyQualifiedDomainName
  if (isStated || fqdn === '' || kernelName.includes('.')) return NOT_APPLICABLE
  const record = reverse.find(({ names }) => names.some((name) => sameName(name, fqdn)))
  const isFromHostsFile = hostsEntries.some(({ names }) => names.some((name) => sameName(name, fqdn)))
  const certificate = ownCertificate(view)
  if (record === undefined || isFromHostsFile || certificate === undefined || !isPassedOverByName(view)) return []
  if (sameName(labelOf(fqdn), labelOf(view.serverName))) return []
  return [
    {
      subject: { object: record.address },
      args: { ...places(view), ...namedIn(certificate), fqdn, address: record.address },
      severity: graveness(view),
      expected: view.serverName,
      actual: fqdn,
      evidence: [seen(view, `getent hosts ${record.address}`, fqdn), seen(view, 'hostname', kernelName)],
    },
  ]
})

const odd = check('names.odd', (view) => {
  const { hostNames } = view.names
  const names = [...selectionNames(hostNames), hostNames.dnsFullyQualifiedDomainName, view.serverName]
  const found = [...new Set(names)].flatMap((name) => {
    const what = oddityOf(name)
    return what === undefined ? [] : [{ name, what }]
  })
  return (
    found
      // The short name is odd with the full one.
      .filter(({ name }) => !found.some((other) => other.name.startsWith(`${name}.`)))
      .map(({ name, what }) => {
        const args = { ...places(view), name, odd: what }
        const isConfigured = sameName(name, view.serverName)
        return {
          subject: { object: name },
          args,
          severity: isPassedOverByName(view) ? graveness(view) : 'low',
          evidence: [seen(view, isConfigured ? view.configuration.path : 'hostname', name)],
          // The host cannot be given a name that is odd itself.
          ...(isConfigured ? { remedies: [{ id: 'correct-host-names', args }] } : {}),
        }
      })
  )
})

/** What no host name may hold, in signs that need no translation. */
function oddityOf(name: string): string | undefined {
  if (name === '') return undefined
  const strange = [...new Set(name.match(/[^a-z0-9.-]/giu) ?? [])]
  if (strange.length > 0) return strange.join(' ')
  if (name.length > 253) return `${String(name.length)} > 253`
  if (name.endsWith('.')) return `${name.split('.').at(-2) ?? ''}.`
  const label = name.split('.').find((one) => one === '' || one.length > 63 || /^-|-$/.test(one))
  if (label === undefined) return undefined
  return label.length > 63 ? `${String(label.length)} > 63` : `${label}.`
}

const notCovered = check('names.not-covered', (view) =>
  causedBy(view, 'names.not-covered').map((certificate) => {
    const wanted = selectionNames(view.names.hostNames)
    return {
      subject: { certificate: certificate.thumbprint },
      args: { ...places(view), ...namedIn(certificate), names: listed(wanted) },
      severity: graveness(view),
      expected: listed(wanted),
      actual: listed(namesOf(certificate)),
      evidence: [
        readIn(view, certificate, listed(namesOf(certificate))),
        seen(view, 'hostname', view.names.kernelName),
        ...statedNames(view),
      ],
    }
  }),
)

function statedNames(view: View) {
  const stated = Object.entries(view.configuration.server.hostNames)
  return stated.map(([key, value]) => seen(view, view.configuration.path, `server.hostNames.${key}: ${value}`))
}

/** Certificates that matter and are passed over for their names, with the reason the gateway finds. */
function causedBy(view: View, cause: 'names.lookup-failed' | 'names.not-covered'): readonly StoredCertificate[] {
  const { hostNames } = view.names
  return needed(view).filter((certificate) => nameCause(certificate, hostNames) === cause)
}

function domainOf(name: string): string {
  return name.slice(labelOf(name).length + 1)
}

export function namedIn(
  certificate: StoredCertificate,
): Args & { readonly thumbprint: string; readonly certificateNames: string } {
  return { thumbprint: certificate.thumbprint, certificateNames: listed(namesOf(certificate)) }
}

export const NAMES_CHECKS: readonly Check[] = [lookupFailed, suffix, takenFromReverse, odd, notCovered]
