/** What host name, hosts file and DNS say of this server, and whether they say the same. */
import type { Evidence, Lookup } from '../../model/facts.ts'
import { listed } from '../../trust/steps.ts'
import { coversName, namesOf, sameName } from '../../x509/names.ts'
import {
  answererOf,
  answersToOurName,
  isBehindNat,
  isLoopback,
  lookupOf,
  nameForPeers,
  ownAddresses,
  ownFingerprints,
  plain,
  reachableAt,
} from '../addresses.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { ownCertificate, seen } from '../own.ts'
import type { View } from '../view.ts'
import { labelOf, namedIn, places } from './names.ts'

const HOUR_MS = 3_600_000

/** `hub1` beside `hub1.corp.example` is the same host, and `localhost` leaves the name to the network. */
const renamePending = check('names.rename-pending', (view) => {
  const { kernelName, fileName } = view.names
  const { dnsFullyQualifiedDomainName, dnsPhysicalFullyQualifiedDomainName } = view.configuration.server.hostNames
  const isStated = dnsFullyQualifiedDomainName !== undefined && dnsPhysicalFullyQualifiedDomainName !== undefined
  if (fileName === undefined || fileName === '' || /^localhost\b|^#/i.test(fileName) || isStated) return NOT_APPLICABLE
  const isSame = sameName(fileName, kernelName) || isShortOf(fileName, kernelName) || isShortOf(kernelName, fileName)
  const certificate = ownCertificate(view)
  if (isSame || certificate === undefined) return []
  const isReady = [fileName, labelOf(fileName)].some((name) => coversName(certificate, name))
  const domains = [...new Set([view.serverName, labelOf(view.serverName), fileName, labelOf(fileName)])].join(',')
  return [
    {
      subject: { object: fileName },
      args: { ...places(view), ...namedIn(certificate), fileName, domains },
      severity: isReady ? 'low' : 'medium',
      expected: kernelName,
      actual: fileName,
      evidence: [seen(view, '/etc/hostname', fileName), seen(view, 'hostname', kernelName)],
    },
  ]
})

function isShortOf(short: string, full: string): boolean {
  return !short.includes('.') && sameName(short, labelOf(full))
}

/** Only where peers really look the name up, and nothing shows that they arrive here all the same. */
const pointsElsewhere = check('names.points-elsewhere', (view) => {
  const name = nameForPeers(view)
  const { dnsForward, forward } = view.names
  const lookup = name === undefined ? undefined : (answered(dnsForward, name) ?? answered(forward, name))
  const own = ownAddresses(view)
  if (name === undefined || lookup === undefined || own.length === 0) return NOT_APPLICABLE
  const addresses = lookup.addresses.map(plain).filter((address) => !isLoopback(address))
  const isHere = addresses.length === 0 || addresses.some((address) => own.includes(address))
  const answers = answersToOurName(view)
  const isAnsweredHere = answers.some((fingerprint) => ownFingerprints(view).has(fingerprint))
  if (isHere || isAnsweredHere || isBehindNat(own, addresses)) return []
  return [
    {
      subject: { object: name },
      args: { name, leadsTo: listed(addresses), own: listed(own), address: reachableAt(view) },
      confidence: answers.length > 0 ? 'proven' : 'strong',
      expected: listed(own),
      actual: listed(addresses),
      evidence: [
        seen(view, `getent ahosts ${name}`, listed(addresses)),
        seen(view, 'ip address', listed(own)),
        ...answers.map((fingerprint) => seen(view, name, answererOf(view, fingerprint))),
      ],
    },
  ]
})

function answered(lookups: readonly Lookup[], name: string): Lookup | undefined {
  const lookup = lookupOf(lookups, name)
  return lookup?.addresses.length === 0 ? undefined : lookup
}

/** A name that DNS denies is no trouble where hosts files are the custom, or where peers arrive. */
const notInDns = check('names.not-in-dns', (view) => {
  const name = nameForPeers(view)
  const { dnsForward, hostsEntries, nameServers } = view.names
  const lookup = name === undefined ? undefined : lookupOf(dnsForward, name)
  if (name === undefined || lookup === undefined || nameServers.length === 0) return NOT_APPLICABLE
  const { addresses, problem } = lookup
  const isDenied = addresses.length === 0 && (problem === undefined || /NOTFOUND|NODATA|NONAME|NXDOMAIN/.test(problem))
  const hasHostsEntry = hostsEntries.some(
    ({ address, names }) => !isLoopback(address) && names.some((one) => sameName(one, name)),
  )
  if (!isDenied || hasHostsEntry || hasPeersOfLate(view)) return []
  return [
    {
      subject: { object: name },
      args: { name, own: listed(ownAddresses(view)), address: reachableAt(view) },
      confidence: 'strong',
      expected: listed(ownAddresses(view)),
      actual: problem ?? '-',
      evidence: [
        seen(view, `host ${name}`, problem ?? '-'),
        seen(view, '/etc/resolv.conf', `nameserver ${listed(nameServers)}`),
      ],
    },
  ]
})

function hasPeersOfLate({ facts, nowMs }: View): boolean {
  const { gateway } = facts
  if (gateway.state === 'unknown' || !gateway.value.running) return false
  return gateway.value.peers.some(
    ({ direction, outcome, at }) =>
      direction === 'inbound' && outcome === 'trusted' && nowMs - Date.parse(at) < HOUR_MS,
  )
}

/** Inside and outside of a NAT may see two addresses; two that no NAT explains are one too many. */
const hostsFileOverrides = check('names.hosts-file-overrides', (view) => {
  const { hostsEntries, dnsForward } = view.names
  const own = ownAddresses(view)
  return dnsForward.flatMap(({ name, addresses }) => {
    const inDns = addresses.map(plain)
    const entries = hostsEntries.filter(
      ({ address, names }) => !isLoopback(address) && names.some((one) => sameName(one, name)),
    )
    const inFile = entries.map(({ address }) => plain(address))
    const families = new Set(inDns.map(isV6))
    const compared = inFile.filter((address) => families.has(isV6(address)))
    const isSame = compared.length === 0 || compared.some((address) => inDns.includes(address))
    const isHere = compared.every((address) => own.includes(address))
    if (isSame || (isHere && isBehindNat(own, inDns))) return []
    return [
      {
        subject: { object: name },
        args: {
          name,
          hostsAddresses: listed(inFile),
          dnsAddresses: listed(inDns),
          line: entries[0]?.line ?? 0,
          own: listed(own),
        },
        severity: isHere ? ('low' as const) : ('medium' as const),
        expected: listed(own),
        actual: listed(inFile),
        evidence: [
          ...entries.map(({ address, names, line }): Evidence => ({
            ...seen(view, '/etc/hosts', `${address} ${names.join(' ')}`),
            line,
          })),
          seen(view, `host ${name}`, listed(inDns)),
        ],
      },
    ]
  })
})

function isV6(address: string): boolean {
  return address.includes(':')
}

/** Names that providers give by the address are nobody's trouble, and neither is an address without one. */
const reverseDiffers = check('names.reverse-differs', (view) => {
  const { reverse, kernelName } = view.names
  const { hostNames } = view.configuration.server
  if (hostNames.dnsPhysicalFullyQualifiedDomainName !== undefined) return NOT_APPLICABLE
  const certificate = ownCertificate(view)
  const server = view.serverName
  const ours = [server, kernelName, ...Object.values(hostNames), ...(certificate ? namesOf(certificate) : [])]
  const isOurs = (name: string) => ours.some((one) => sameName(one, name)) || sameName(labelOf(name), labelOf(server))
  return reverse
    .filter(({ address }) => !isLoopback(address))
    .filter(({ address, names }) => names.length > 0 && !names.some((name) => isOurs(name) || isMadeOf(address, name)))
    .map(({ address, names }) => ({
      subject: { object: address },
      args: { address, reverse: listed(names), server, name: server, own: address },
      expected: server,
      actual: listed(names),
      evidence: [seen(view, `getent hosts ${address}`, listed(names))],
    }))
})

/** `host-192-0-2-11.provider.example` for 192.0.2.11. */
function isMadeOf(address: string, name: string): boolean {
  const parts = plain(address).split(/[.:]/).filter(Boolean)
  if (isV6(address)) return name.toLowerCase().includes(parts.at(-1) ?? address)
  const numbers = (name.match(/\d+/g) ?? []).map(Number)
  return parts.every((part) => numbers.includes(Number(part)))
}

export const RESOLUTION_CHECKS: readonly Check[] = [
  renamePending,
  pointsElsewhere,
  notInDns,
  hostsFileOverrides,
  reverseDiffers,
]
