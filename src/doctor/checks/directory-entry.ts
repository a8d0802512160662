/** What is published in the directory: one server a certificate, servers only, and one for everybody mail is sent to. */
import type { DirectoryFacts } from '../../model/facts.ts'
import type { Server } from '../../model/server.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'

const LEFT_OVER_MS = 90 * 86_400_000

const duplicate = check('directory.duplicate', (view) =>
  shared(view).map(({ fingerprint, servers }) => {
    const thumbprint = thumbprintOf(view, fingerprint)
    const other = servers.find((name) => name !== view.serverName) ?? view.serverName
    return {
      subject: { certificate: thumbprint, object: servers.join(', ') },
      args: { thumbprint, servers: servers.join(', '), server: other },
      severity: servers.includes(view.serverName) ? 'critical' : 'high',
      evidence: servers.map((name) => seen(view, `hubtrust server show ${name}`, fingerprint)),
    }
  }),
)

type Refused = DirectoryFacts['refused'][number]

/** What the index refuses for it, and what the lists of two enabled servers hold. */
function shared({ directory }: View): readonly Pick<Refused, 'fingerprint' | 'servers'>[] {
  const claims = new Map<string, Set<string>>()
  const claim = (fingerprint: string, name: string) => {
    const known = claims.get(fingerprint) ?? new Set<string>()
    claims.set(fingerprint, known.add(name))
  }
  for (const { fingerprint, servers } of directory.refused) for (const name of servers) claim(fingerprint, name)
  for (const { name, certificates } of directory.servers.filter(({ enabled }) => enabled))
    for (const { fingerprint } of certificates) claim(fingerprint, name)
  return [...claims]
    .filter(([, names]) => names.size > 1)
    .map(([fingerprint, names]) => ({ fingerprint, servers: [...names].toSorted() }))
}

const caPublished = check('directory.ca-published', (view) =>
  refusedAlone(view)
    .filter(isAuthority)
    .map(({ fingerprint, servers, reason }) => {
      const thumbprint = thumbprintOf(view, fingerprint)
      const names = servers.join(', ')
      return {
        subject: { certificate: thumbprint, object: names },
        args: { thumbprint, servers: names, server: servers[0] ?? '-' },
        evidence: [seen(view, `hubtrust server show ${names}`, reason)],
      }
    }),
)

const entryUnusable = check('directory.entry-unusable', (view) =>
  refusedAlone(view)
    .filter((one) => !isAuthority(one))
    .map(({ fingerprint, servers, reason }) => {
      const names = servers.join(', ')
      const thumbprint = thumbprintOf(view, fingerprint)
      return {
        subject: { certificate: thumbprint, object: names },
        args: { fingerprint, servers: names, reason, thumbprint, server: servers[0] ?? '-' },
        evidence: [seen(view, `hubtrust server show ${names}`, `${fingerprint}: ${reason}`)],
      }
    }),
)

function thumbprintOf({ directory }: View, fingerprint: string): string {
  const published = directory.servers.flatMap(({ certificates }) => certificates)
  return published.find((one) => one.fingerprint === fingerprint)?.thumbprint ?? fingerprint
}

function refusedAlone({ directory }: View): readonly Refused[] {
  return directory.refused.filter(({ servers }) => servers.length < 2)
}

function isAuthority({ reason }: Refused): boolean {
  return /\bCA\b|certification authority/i.test(reason)
}

const peerUnpublished = check('directory.peer-unpublished', (view) => {
  const { send } = view.configuration.gateway
  if (send.length === 0) return NOT_APPLICABLE
  return view.directory.servers
    .filter(({ enabled, name, certificates }) => enabled && name !== view.serverName && certificates.length === 0)
    .flatMap(({ name: peer }) => {
      const connectors = send.filter((connector) => connector.peer === peer).map(({ name }) => name)
      if (connectors.length === 0) return []
      return [
        {
          subject: { peer },
          args: { peer, connector: connectors.join(', ') },
          evidence: [seen(view, `hubtrust server show ${peer}`, '-')],
        },
      ]
    })
})

const expiredLeftover = check('directory.expired-leftover', (view) => {
  if (view.configuration.trust.expired === 'refuse') return NOT_APPLICABLE
  return view.directory.servers
    .filter(({ enabled }) => enabled)
    .flatMap((server) =>
      leftOver(view, server).map(({ thumbprint, notAfter }) => ({
        subject: {
          certificate: thumbprint,
          ...(server.name === view.serverName ? { server: server.name } : { peer: server.name }),
        },
        args: { thumbprint, server: server.name, notAfter },
        evidence: [seen(view, `hubtrust server show ${server.name}`, `${thumbprint} NotAfter: ${notAfter}`)],
      })),
    )
})

/** Long expired, replaced by one that is valid, and not what the server shows. */
function leftOver({ nowMs, facts }: View, { name, certificates }: Server): Server['certificates'] {
  const peers = facts.peers.state === 'known' ? facts.peers.value : []
  const shown = peers.filter(({ server }) => server === name).flatMap(({ handshakes }) => handshakes)
  const hasValid = certificates.some(({ notAfter }) => Date.parse(notAfter) > nowMs)
  return certificates.filter(
    ({ notAfter, fingerprint }) =>
      hasValid &&
      nowMs - Date.parse(notAfter) > LEFT_OVER_MS &&
      !shown.some(({ presented }) => presented === fingerprint),
  )
}

export const DIRECTORY_ENTRY_CHECKS: readonly Check[] = [
  duplicate,
  caPublished,
  entryUnusable,
  peerUnpublished,
  expiredLeftover,
]
