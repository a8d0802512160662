/** Load balancers and clusters: names put in the place of this server's, and machines that answer in its place. */
import type { ReceiveConnector } from '../../model/configuration.ts'
import { nameCause } from '../../trust/problem.ts'
import { listed, selectionNames } from '../../trust/steps.ts'
import { namesOf } from '../../x509/names.ts'
import {
  answererOf,
  answersToOurName,
  hostOf,
  isLoopback,
  isWildcard,
  lookupOf,
  nameForPeers,
  ownAddresses,
  ownFingerprints,
  plain,
  reachableAt,
} from '../addresses.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { needed } from '../needed.ts'
import { graveness, readIn, seen } from '../own.ts'
import type { View } from '../view.ts'
import { namedIn } from './names.ts'

/** What moves an address from machine to machine. */
const MOVERS = /keepalived|vrrp|ipvs|corosync|pacemaker|heartbeat|carp/i

const unexpectedName = check('balancer.unexpected-name', (view) => {
  const { hostNames } = view.names
  const { balancerName } = hostNames
  if (balancerName === undefined) return []
  const { path, server } = view.configuration
  const own = selectionNames({ ...hostNames, balancerName: hostNames.dnsFullyQualifiedDomainName })
  return needed(view)
    .filter((certificate) => nameCause(certificate, hostNames) === 'balancer.unexpected-name')
    .map((certificate) => ({
      subject: { certificate: certificate.thumbprint },
      args: {
        ...namedIn(certificate),
        balancerName,
        path,
        domains: [...new Set([view.serverName, ...own, balancerName])].join(','),
      },
      severity: graveness(view),
      expected: balancerName,
      actual: listed(namesOf(certificate)),
      evidence: [
        readIn(view, certificate, listed(namesOf(certificate))),
        seen(view, server.hostNames.balancerName === undefined ? 'hostname -f' : path, `balancerName: ${balancerName}`),
      ],
    }))
})

/** Two certificates of our own are no two machines: one is taking the place of the other. */
const membersDiffer = check('balancer.members-differ', (view) => {
  const { ownNameProbes } = view.balancer
  const answers = answersToOurName(view)
  const own = ownFingerprints(view)
  if (ownNameProbes.length === 0) return NOT_APPLICABLE
  if (answers.length < 2 || answers.every((fingerprint) => own.has(fingerprint))) return []
  const name = view.serverName
  const answerers = answers.map((fingerprint) => answererOf(view, fingerprint))
  return [
    {
      subject: { object: name },
      args: {
        name,
        count: answers.length,
        answers: listed(answerers),
        address: reachableAt(view),
        path: view.configuration.path,
      },
      expected: '1',
      actual: listed(answerers),
      evidence: ownNameProbes.flatMap(({ address, presented }) =>
        presented === undefined ? [] : [seen(view, address, answererOf(view, presented))],
      ),
    },
  ]
})

const nameElsewhere = check('balancer.name-elsewhere', (view) => {
  const { elsewhere } = view.balancer
  const name = nameForPeers(view) ?? view.serverName
  const answers = answersToOurName(view)
  const own = ownFingerprints(view)
  const isSomebodyElse = answers.length > 0 && !answers.some((fingerprint) => own.has(fingerprint))
  const moving = elsewhere.length > 0 && isSomebodyElse ? [] : movingAddresses(view)
  const addresses = elsewhere.length > 0 && isSomebodyElse ? elsewhere : moving
  if (addresses.length === 0) return []
  const answerers = listed(answers.map((fingerprint) => answererOf(view, fingerprint)))
  return [
    {
      subject: { object: name },
      args: {
        name,
        addresses: listed(addresses),
        answers: answerers,
        address: reachableAt(view),
        own: listed(ownAddresses(view)),
      },
      severity: moving.length > 0 ? 'medium' : 'high',
      confidence: moving.length > 0 ? 'strong' : 'proven',
      expected: listed(ownAddresses(view)),
      actual: listed(addresses),
      evidence: [
        seen(view, `getent ahosts ${name}`, listed(addresses)),
        ...view.balancer.software
          .filter((software) => MOVERS.test(software.name) && moving.length > 0)
          .map(({ evidence }) => evidence),
        ...answers.map((fingerprint) => seen(view, name, answererOf(view, fingerprint))),
      ],
    },
  ]
})

/** Virtual addresses that the name peers look up leads to, where software is there that moves them. */
function movingAddresses(view: View): readonly string[] {
  const name = nameForPeers(view)
  if (name === undefined || !view.balancer.software.some((one) => MOVERS.test(one.name))) return []
  const { dnsForward, forward } = view.names
  const said = [lookupOf(dnsForward, name), lookupOf(forward, name)].flatMap((lookup) => lookup?.addresses ?? [])
  const virtual = virtualAddresses(view)
  return [...new Set(said.map(plain))].filter((address) => virtual.has(address))
}

/** Where every address looks virtual, as with some hosting providers, none is. */
function virtualAddresses(view: View): ReadonlySet<string> {
  const virtual = new Set(view.balancer.virtualAddresses.map(({ address }) => plain(address)))
  return ownAddresses(view).every((address) => virtual.has(address)) ? new Set() : virtual
}

/** Software that balances something else is none of our business: it must name a receive connector. */
const present = check('balancer.present', (view) =>
  view.configuration.gateway.receive.flatMap((connector) =>
    view.balancer.software.flatMap(({ name, detail, endpoints = [], evidence }) => {
      const endpoint =
        endpoints.find((one) => isConnector(view, connector, one)) ?? virtualListen(view, connector, name)
      if (endpoint === undefined) return []
      return [
        {
          subject: { connector: connector.name, object: name },
          args: { software: name, connector: connector.name, endpoint, path: view.configuration.path },
          actual: detail,
          evidence: [evidence],
        },
      ]
    }),
  ),
)

function isConnector(view: View, { listen }: ReceiveConnector, endpoint: string): boolean {
  const host = hostOf(endpoint)
  if (!endpoint.endsWith(`:${String(listen.port)}`)) return false
  if (plain(listen.host) === host) return true
  return isWildcard(listen.host) && (isLoopback(host) || ownAddresses(view).includes(host))
}

function virtualListen(view: View, { listen }: ReceiveConnector, software: string): string | undefined {
  const isMoved = MOVERS.test(software) && virtualAddresses(view).has(plain(listen.host))
  return isMoved ? `${listen.host}:${String(listen.port)}` : undefined
}

export const BALANCER_CHECKS: readonly Check[] = [unexpectedName, membersDiffer, nameElsewhere, present]
