/** The directory: it can be read, the gateway follows it, and this server is in it. */
import type { GatewayFacts } from '../../model/facts.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { bare } from '../handshakes.ts'
import { seen } from '../own.ts'
import { View } from '../view.ts'

/** A gateway looks at the directory every second; reading a large one takes a few. */
const BEHIND_MS = 30_000
/** What was published while the facts were taken may be on its way. */
const ON_ITS_WAY_MS = 10_000

const notPublished = check('directory.not-published', (view) => {
  const entry = view.ownEntry
  if (entry === undefined) return NOT_APPLICABLE
  if (entry.certificates.length > 0) return []
  const { name } = entry
  const thumbprint = publishable(view)
  return [
    {
      subject: { server: name, ...(thumbprint === undefined ? {} : { certificate: thumbprint }) },
      args: { server: name, ...(thumbprint === undefined ? {} : { thumbprint }) },
      evidence: [seen(view, `hubtrust server show ${name}`, '-')],
      ...(thumbprint === undefined ? { remedies: [{ id: 'new-certificate', args: {} }] } : {}),
    },
  ]
})

/** The certificate that could be published as it is: the selection's best. Store and names are welcome here, not needed. */
function publishable({ facts }: View): string | undefined {
  if (facts.store.state === 'unknown' || facts.names.state === 'unknown') return undefined
  const apart = new View(facts)
  return apart.certificate(apart.selection('inbound').best)?.thumbprint
}

const serverMissing = check('directory.server-missing', (view) => {
  if (view.ownEntry !== undefined) return []
  const { location } = view.directory
  const thumbprint = publishable(view)
  return [
    {
      subject: { server: view.serverName },
      args: { server: view.serverName, location, ...(thumbprint === undefined ? {} : { thumbprint }) },
      evidence: [seen(view, `hubtrust server show ${view.serverName}`, 'DIRECTORY_UNKNOWN_SERVER')],
    },
  ]
})

const serverDisabled = check('directory.server-disabled', (view) => {
  const entry = view.ownEntry
  if (entry === undefined) return NOT_APPLICABLE
  if (entry.enabled) return []
  const { name } = entry
  return [
    {
      subject: { server: name },
      args: { server: name },
      evidence: [seen(view, `hubtrust server show ${name}`, 'Enabled: false')],
    },
  ]
})

const unreachable = check('directory.unreachable', (view) => {
  const found = problemOf(view)
  if (found === undefined) {
    view.require('directory')
    return []
  }
  const gateway = runningOf(view)
  const { configuration } = view.facts
  const settings = configuration.state === 'known' ? configuration.value.directory : undefined
  const location = settings?.path ?? '-'
  return [
    {
      subject: { object: location },
      args: {
        location,
        reason: bare(found.reason.replace(`The directory ${location} cannot be read: `, '')),
        maxStale: settings === undefined ? '-' : span(settings.maxStaleMs),
      },
      severity: gateway?.directory.isStale === true ? 'critical' : 'high',
      evidence: [seen(view, found.source, found.reason)],
    },
  ]
})

/** Read by this program, or by the gateway, which may have fewer rights. */
function problemOf({ facts }: View): { readonly source: string; readonly reason: string } | undefined {
  const { directory, configuration } = facts
  const isRead = directory.state === 'known' || configuration.state === 'unknown'
  if (!isRead && (directory.reason === 'unreadable' || directory.reason === 'no-answer'))
    return { source: 'hubtrust server list', reason: directory.detail }
  const reason = runningOf({ facts })?.directory.problem
  return reason === undefined ? undefined : { source: 'hubtrust status', reason }
}

function runningOf({ facts: { gateway } }: Pick<View, 'facts'>): Running | undefined {
  return gateway.state === 'known' && gateway.value.running ? gateway.value : undefined
}

type Running = Extract<GatewayFacts, { readonly running: true }>

const stale = check('directory.stale', (view) => {
  const { gateway } = view
  if (!gateway.running) return NOT_APPLICABLE
  const { asOf, isStale } = gateway.directory
  if (!isStale) return []
  const { configuration } = view.facts
  const limit = configuration.state === 'known' ? span(configuration.value.directory.maxStaleMs) : '-'
  return [
    {
      subject: {},
      args: { age: span(view.nowMs - Date.parse(asOf)), maxStale: limit },
      expected: limit,
      actual: asOf,
      evidence: [seen(view, 'hubtrust status', `as of ${asOf}`)],
    },
  ]
})

const behind = check('directory.behind', (view) => {
  const { gateway, directory } = view
  if (!gateway.running) return NOT_APPLICABLE
  const { asOf, problem, isStale, servers: knownServers, certificates: knownCertificates } = gateway.directory
  if (problem !== undefined || isStale) return NOT_APPLICABLE
  const { servers, certificates } = trustedOf(view)
  const isOld = view.nowMs - Date.parse(asOf) > BEHIND_MS
  const isOther = (servers !== knownServers || certificates !== knownCertificates) && !isChanging(view)
  if (!isOld && !isOther) return []
  return [
    {
      subject: { object: directory.location },
      args: { knownServers, knownCertificates, asOf, serverCount: servers, certificates },
      expected: `${String(servers)}, ${String(certificates)}`,
      actual: `${String(knownServers)}, ${String(knownCertificates)}`,
      confidence: isOld ? 'proven' : 'strong',
      evidence: [
        seen(view, 'hubtrust status', `${String(knownServers)}, ${String(knownCertificates)}, ${asOf}`),
        seen(view, 'hubtrust server list', `${String(servers)}, ${String(certificates)}`),
      ],
    },
  ]
})

/** What a gateway that follows the directory has in its index. */
function trustedOf({ directory }: View): { readonly servers: number; readonly certificates: number } {
  const enabled = directory.servers.filter((server) => server.enabled)
  const refused = new Set(directory.refused.map(({ fingerprint }) => fingerprint))
  const all = enabled.flatMap((server) => server.certificates.map(({ fingerprint }) => fingerprint))
  return { servers: enabled.length, certificates: all.filter((fingerprint) => !refused.has(fingerprint)).length }
}

function isChanging({ directory, nowMs }: View): boolean {
  return directory.servers.some(({ certificates }) =>
    certificates.some(({ publishedAt }) => nowMs - Date.parse(publishedAt) < ON_ITS_WAY_MS),
  )
}

/** `40 s`, `5 min`, `26 h`, the same in both languages. */
function span(ms: number): string {
  if (ms < 120_000) return `${String(Math.round(ms / 1_000))} s`
  return ms < 7_200_000 ? `${String(Math.round(ms / 60_000))} min` : `${String(Math.round(ms / 3_600_000))} h`
}

export const DIRECTORY_CHECKS: readonly Check[] = [
  notPublished,
  serverMissing,
  serverDisabled,
  unreachable,
  stale,
  behind,
]
