/** Names a certificate should hold besides the one it is found by today. */
import { listed, selectionNames } from '../../trust/steps.ts'
import { coversName, namesOf, sameName } from '../../x509/names.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { ownCertificate, readIn, seen } from '../own.ts'
import type { View } from '../view.ts'
import { labelOf, namedIn, places } from './names.ts'

const logicalPhysicalDiffer = check('names.logical-physical-differ', (view) => {
  const {
    dnsFullyQualifiedDomainName,
    dnsPhysicalFullyQualifiedDomainName: physical,
    balancerName,
  } = view.names.hostNames
  const logical = balancerName ?? dnsFullyQualifiedDomainName
  const certificate = ownCertificate(view)
  if (logical === '' || physical === '' || sameName(logical, physical) || certificate === undefined) return []
  if (coversName(certificate, logical) && coversName(certificate, physical)) return []
  return [
    {
      subject: { certificate: certificate.thumbprint },
      args: {
        ...places(view),
        ...namedIn(certificate),
        logical,
        physical,
        domains: [...new Set([view.serverName, logical, physical, labelOf(physical)])].join(','),
      },
      expected: `${logical}, ${physical}`,
      actual: listed(namesOf(certificate)),
      evidence: [
        seen(view, view.configuration.path, `server.hostNames: ${logical}`),
        seen(view, 'hostname -f', physical),
        readIn(view, certificate, listed(namesOf(certificate))),
      ],
    },
  ]
})

/** The name in the directory and the name of the host may differ where the certificate holds both. */
const serverNameDiffers = check('names.server-name-differs', (view) => {
  const server = view.serverName
  const names = selectionNames(view.names.hostNames)
  const certificate = ownCertificate(view)
  if (isNameStated(view)) return NOT_APPLICABLE
  if (certificate === undefined || names.some((name) => sameName(labelOf(name), labelOf(server)))) return []
  const holdsBoth = coversName(certificate, server) && names.some((name) => coversName(certificate, name))
  if (holdsBoth) return []
  return [
    {
      subject: { object: server },
      args: { ...places(view), ...namedIn(certificate), names: listed(names) },
      expected: server,
      actual: listed(names),
      evidence: [
        seen(view, view.configuration.path, `server.name: ${server}`),
        seen(view, 'hostname', view.names.kernelName),
      ],
    },
  ]
})

const shortOnly = check('names.short-only', (view) => {
  const { hostNames } = view.names
  const { balancerName, dnsFullyQualifiedDomainName, dnsPhysicalFullyQualifiedDomainName } = hostNames
  const certificate = ownCertificate(view)
  const full = [balancerName ?? '', dnsFullyQualifiedDomainName, dnsPhysicalFullyQualifiedDomainName, view.serverName]
  const wanted = [...new Set(full)].filter((name) => name.includes('.'))
  if (certificate === undefined || wanted.length === 0) return []
  const isFound = selectionNames(hostNames).some((name) => coversName(certificate, name))
  if (!isFound || wanted.some((name) => coversName(certificate, name))) return []
  return [
    {
      subject: { certificate: certificate.thumbprint },
      args: { ...places(view), ...namedIn(certificate), names: listed(wanted) },
      expected: listed(wanted),
      actual: listed(namesOf(certificate)),
      evidence: [readIn(view, certificate, listed(namesOf(certificate)))],
    },
  ]
})

/** Only where the full name comes from DNS alone: a name that cannot be lost needs no second one. */
const fqdnOnly = check('names.fqdn-only', (view) => {
  const { kernelName, hostNames, hostsEntries, nameServers } = view.names
  const { dnsFullyQualifiedDomainName: fqdn, dnsHostName: short, dnsPhysicalHostName } = hostNames
  const certificate = ownCertificate(view)
  if (kernelName.includes('.') || fqdn === '' || isNameStated(view)) return NOT_APPLICABLE
  const isInHostsFile = hostsEntries.some(({ names }) => names.some((name) => sameName(name, fqdn)))
  if (certificate === undefined || isInHostsFile || !coversName(certificate, fqdn)) return []
  if ([short, dnsPhysicalHostName].some((name) => coversName(certificate, name))) return []
  return [
    {
      subject: { certificate: certificate.thumbprint },
      args: { ...places(view), ...namedIn(certificate), fqdn, short },
      expected: short,
      actual: listed(namesOf(certificate)),
      evidence: [
        readIn(view, certificate, listed(namesOf(certificate))),
        seen(view, 'hostname', kernelName),
        seen(view, '/etc/resolv.conf', `nameserver ${listed(nameServers)}`),
      ],
    },
  ]
})

const commonNameOnly = check('names.common-name-only', (view) => {
  const names = selectionNames(view.names.hostNames)
  const certificate = ownCertificate(view)
  if (certificate?.commonName === undefined) return []
  const { dnsNames, commonName } = certificate
  const isFound = names.some((name) => coversName(certificate, name))
  const isAlternative = names.some((name) => coversName({ dnsNames, commonName: undefined }, name))
  if (!isFound || isAlternative) return []
  return [
    {
      subject: { certificate: certificate.thumbprint },
      args: { ...places(view), ...namedIn(certificate), commonName },
      expected: commonName,
      actual: listed(dnsNames),
      evidence: [readIn(view, certificate, `${certificate.subject}; subjectAltName: ${listed(dnsNames)}`)],
    },
  ]
})

function isNameStated({ configuration }: View): boolean {
  const { dnsFullyQualifiedDomainName, dnsPhysicalFullyQualifiedDomainName } = configuration.server.hostNames
  return (dnsFullyQualifiedDomainName ?? dnsPhysicalFullyQualifiedDomainName) !== undefined
}

export const CERTIFICATE_NAMES_CHECKS: readonly Check[] = [
  logicalPhysicalDiffer,
  serverNameDiffers,
  shortOnly,
  fqdnOnly,
  commonNameOnly,
]
