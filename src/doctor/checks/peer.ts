/** Certificates of other servers, as they show them and as the directory has them. */
import type { PublishedCertificate, Server } from '../../model/server.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { shownBy, troubles } from '../handshakes.ts'
import { seen } from '../own.ts'
import { inboundRefusals } from '../refusals.ts'
import type { View } from '../view.ts'

/** Two clocks are never the same. */
const CLOCKS_MS = 60_000

const notInDirectory = check('peer.not-in-directory', (view) =>
  troubles(view, 'peer.not-in-directory')
    .filter(({ handshake }) => !isRefused(view, handshake.presented))
    .map((trouble) => {
      const { peer, addresses, handshake } = trouble
      const published = certificatesOf(view, peer.server).map(({ fingerprint }) => fingerprint)
      const presented = handshake.presented ?? '-'
      return {
        subject: { peer: peer.server },
        args: { peer: peer.server, presented, addresses, address: handshake.address },
        expected: published.join(', ') || '-',
        actual: presented,
        evidence: shownBy(view, trouble),
      }
    }),
)

/** Published, but trusted for nobody: why that is so is a finding of its own. */
function isRefused({ directory }: View, presented: string | undefined): boolean {
  return directory.refused.some(({ fingerprint }) => fingerprint === presented)
}

function certificatesOf({ directory }: View, name: string): readonly PublishedCertificate[] {
  return directory.servers.find((server) => server.name === name)?.certificates ?? []
}

const wrongServer = check('peer.wrong-server', (view) =>
  troubles(view, 'peer.wrong-server').map((trouble) => {
    const { peer, addresses, handshake } = trouble
    const owner = view.directory.servers.find(({ certificates }) =>
      certificates.some(({ fingerprint }) => fingerprint === handshake.presented),
    )
    const presented = handshake.presented ?? '-'
    return {
      subject: { peer: peer.server },
      args: { peer: peer.server, addresses, owner: owner?.name ?? presented, presented, address: handshake.address },
      expected: peer.server,
      actual: owner?.name ?? presented,
      evidence: shownBy(view, trouble),
    }
  }),
)

const ownCertificate = check('peer.own-certificate', (view) => {
  view.require('directory')
  return troubles(view, 'peer.own-certificate').map((trouble) => ({
    subject: { peer: trouble.peer.server },
    args: { peer: trouble.peer.server, addresses: trouble.addresses, address: trouble.handshake.address },
    expected: trouble.peer.server,
    actual: view.serverName,
    evidence: shownBy(view, trouble),
  }))
})

const noCertificate = check('peer.no-certificate', (view) =>
  inboundRefusals(view, 'no-certificate').map(({ server, record }) => ({
    subject: { peer: server.name, direction: 'inbound' },
    args: {
      peer: server.name,
      address: record.args['address'] ?? '-',
      connector: record.args['connector'] ?? '-',
      lastAt: record.time,
    },
    confidence: 'strong',
    evidence: [
      {
        source: 'hubtrust events --id 1036',
        record: record.sequence,
        quote: 'no-certificate',
        observedAt: record.time,
      },
    ],
  })),
)

const expired = check('peer.expired', (view) => {
  const policy = view.configuration.trust.expired
  return others(view).flatMap((server) => {
    const outside = inForce(view, server, ({ notAfter }) => Date.parse(notAfter) < view.nowMs)
    if (outside === undefined) return []
    const { thumbprint, notAfter } = outside
    return [
      {
        subject: { peer: server.name, certificate: thumbprint },
        args: { peer: server.name, thumbprint, notAfter, policy },
        severity: policy === 'refuse' ? 'high' : isInUse(view, server) ? 'medium' : 'low',
        actual: notAfter,
        evidence: [seen(view, `hubtrust server show ${server.name}`, `${thumbprint} NotAfter: ${notAfter}`)],
      },
    ]
  })
})

const notYetValid = check('peer.not-yet-valid', (view) => {
  const policy = view.configuration.trust.expired
  return others(view).flatMap((server) => {
    const outside = inForce(view, server, ({ notBefore }) => Date.parse(notBefore) > view.nowMs + CLOCKS_MS)
    if (outside === undefined) return []
    const { thumbprint, notBefore } = outside
    return [
      {
        subject: { peer: server.name, certificate: thumbprint },
        args: { peer: server.name, thumbprint, notBefore, policy },
        severity: policy === 'refuse' ? 'high' : 'medium',
        expected: view.facts.takenAt,
        actual: notBefore,
        evidence: [seen(view, `hubtrust server show ${server.name}`, `${thumbprint} NotBefore: ${notBefore}`)],
      },
    ]
  })
})

function others(view: View): readonly Server[] {
  return view.directory.servers.filter(({ enabled, name }) => enabled && name !== view.serverName)
}

/** The certificate the server shows, or the newest when all of them are so; none while one of them is in order. */
function inForce(
  { facts }: View,
  { name, certificates }: Server,
  isOutside: (certificate: PublishedCertificate) => boolean,
): PublishedCertificate | undefined {
  const peers = facts.peers.state === 'known' ? facts.peers.value : []
  const shown = peers.filter(({ server }) => server === name).flatMap(({ handshakes }) => handshakes)
  const inUse = certificates.filter(({ fingerprint }) => shown.some(({ presented }) => presented === fingerprint))
  const meant = inUse.length > 0 ? inUse : certificates
  if (!meant.every(isOutside)) return undefined
  return meant.toSorted((left, right) => right.notAfter.localeCompare(left.notAfter))[0]
}

/** Mail is sent to it, or has come from it since the gateway was started. */
function isInUse({ configuration, facts }: View, { name }: Server): boolean {
  const gateway = facts.gateway.state === 'known' ? facts.gateway.value : undefined
  const isSeen = gateway?.running === true && gateway.peers.some(({ server }) => server === name)
  return isSeen || configuration.gateway.send.some(({ peer }) => peer === name)
}

const disabled = check('peer.disabled', (view) => {
  const { send } = view.configuration.gateway
  if (send.length === 0) return NOT_APPLICABLE
  return view.directory.servers
    .filter(({ enabled, name }) => !enabled && name !== view.serverName)
    .flatMap(({ name: peer }) => {
      const connectors = send.filter((connector) => connector.peer === peer).map(({ name }) => name)
      if (connectors.length === 0) return []
      return [
        {
          subject: { peer },
          args: { peer, connector: connectors.join(', ') },
          evidence: [seen(view, `hubtrust server show ${peer}`, 'Enabled: false')],
        },
      ]
    })
})

export const PEER_CHECKS: readonly Check[] = [
  notInDirectory,
  wrongServer,
  ownCertificate,
  noCertificate,
  expired,
  notYetValid,
  disabled,
]
