/** `status`: one screen. What only the running gateway knows is asked of it; the rest is read here, so that it works without one. */
import { HubtrustError } from '../../core/errors.ts'
import { properties, table, wrap } from '../../core/layout.ts'
import { askStatus } from '../../daemon/control.ts'
import { eventsFolder, readEvents } from '../../daemon/event-log.ts'
import type { FollowStatus } from '../../daemon/directory-follow.ts'
import type { Directory } from '../../directory/contract.ts'
import { metricsText } from '../../daemon/metrics.ts'
import type { DaemonStatus } from '../../daemon/status.ts'
import type { Watched } from '../../daemon/watch.ts'
import { causeRemedy, causeSentence, eventSentence } from '../../model/event-text.ts'
import { findingTitle } from '../../model/finding-text.ts'
import type { EventRecord } from '../../model/events.ts'
import { selectionView, type Selection } from '../../model/selection.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'
import { pushedBy, stateText } from './edge-list.ts'

const EVENTS_SHOWN = 5

export const run: Run = async (context) => {
  const configuration = context.configuration()
  const running = await askStatus(configuration)
  const known = await whatIsKnown(context)
  if (context.format === 'prometheus') {
    const selection = known.selection ?? { published: undefined, inUse: undefined }
    const certificates = context.store().list()
    const { name } = configuration.server
    context.out(metricsText({ server: name, gateway: running, certificates, selection }).trimEnd())
    return 0
  }
  const events = readEvents(eventsFolder(configuration), { limit: EVENTS_SHOWN })
  if (context.isJson) {
    context.outJson({
      server: configuration.server.name,
      running: running !== undefined,
      gateway: running ?? null,
      selection: known.selection === undefined ? null : selectionView(known.selection),
      ...(known.problem === undefined ? {} : { problem: known.problem }),
      events,
    })
    return 0
  }
  print(context, running, known)
  printEvents(context, events)
  return 0
}

interface Known {
  readonly directory?: Directory
  readonly selection?: Selection
  /** Why the directory says nothing here. */
  readonly problem?: string
}

/** A directory that is away must not keep anybody from seeing the rest. */
async function whatIsKnown(context: Context): Promise<Known> {
  try {
    return { directory: await context.directory(), selection: await context.selection('inbound') }
  } catch (error) {
    if (!(error instanceof HubtrustError) || !error.code.startsWith('DIRECTORY_')) throw error
    return { problem: error.message }
  }
}

function print(context: Context, running: DaemonStatus | undefined, known: Known): void {
  const { server } = context.configuration()
  const pairs: (readonly [string, string])[] = [
    [context.word('status.server'), server.name],
    [
      context.word('status.gateway'),
      running === undefined ? context.word('status.not-running') : context.word('status.running', running),
    ],
    ...(running?.listening ?? []).map(({ connector, direction, host, port }): readonly [string, string] => [
      context.word('status.listening'),
      `${host}:${String(port)} (${context.word(`status.${direction}`)}, ${connector})`,
    ]),
    ...(known.selection === undefined
      ? []
      : [[context.word('status.certificate'), certificateText(context, known.selection)] as const]),
    [context.word('status.directory'), directoryText(context, running, known)],
    ...followPairs(context, running?.directory.follow),
  ]
  pairs.push(...perimeter(context, running))
  if (running?.doctor !== undefined) pairs.push([context.word('status.doctor'), doctorText(context, running.doctor)])
  if (running !== undefined)
    pairs.push([context.word('status.sessions'), context.word('status.session-counts', running.sessions)])
  if (running?.postfix !== undefined)
    pairs.push([context.word('status.postfix'), postfixText(context, running.postfix)])
  pairs.push(...eximPairs(context, running?.exim))
  context.out(properties(pairs))
  const peers = running?.sessions.peers ?? []
  if (peers.length === 0) return
  const header = (['peer', 'direction', 'outcome', 'last-seen', 'count'] as const).map((name) =>
    context.word(`status.${name}`),
  )
  const rows = peers.map(({ server: peer, direction, outcome, cause, at, count }) => [
    peer,
    context.word(`status.${direction}`),
    cause === undefined ? context.word(`status.${outcome}`) : `${context.word(`status.${outcome}`)} (${cause})`,
    at,
    String(count),
  ])
  context.out(`\n${context.word('status.peers')}\n${table(header, rows)}`)
}

/** Who pushes here, or where to this server pushes. */
function perimeter(context: Context, running: DaemonStatus | undefined): readonly (readonly [string, string])[] {
  const { edge, edges = [] } = running ?? {}
  return [
    ...(edge === undefined ? [] : [[context.word('edge.pushed-by'), pushedBy(context, edge)] as const]),
    ...edges.map((one) => [context.word('status.edges'), `${one.server}: ${stateText(context, one)}`] as const),
  ]
}

function eximPairs(context: Context, exim: DaemonStatus['exim']): readonly (readonly [string, string])[] {
  if (exim === undefined) return []
  const { check, counts } = exim
  const words = { check: check.join(', ') || '-', ...counts }
  return [[context.word('status.exim'), context.word('status.exim-asks', words)]]
}

function postfixText(context: Context, { socketmap, policy, counts }: NonNullable<DaemonStatus['postfix']>): string {
  const places = { socketmap: socketmap.join(', ') || '-', policy: policy.join(', ') || '-' }
  return context.word('status.postfix-asks', { ...places, ...counts })
}

/** The first cause, and how many more there are; the whole report is one command away. */
function doctorText(context: Context, { takenAt, findings }: Watched): string {
  const seconds = Math.max(0, Math.round((context.clock.nowMs() - Date.parse(takenAt)) / 1_000))
  const [first, ...more] = findings
  if (first === undefined) return context.word('status.doctor-fine', { seconds })
  const title = findingTitle(first, context.lang)
  return context.word('status.doctor-found', { title, id: first.id, more: more.length, seconds })
}

function certificateText(context: Context, { candidates, inUse, cause }: Selection): string {
  const certificate = context
    .store()
    .list()
    .find(({ fingerprint }) => fingerprint === inUse)
  const shown =
    certificate === undefined || candidates.length === 0
      ? context.word('status.no-certificate')
      : context.word('status.certificate-in-use', certificate)
  return cause === undefined
    ? shown
    : `${shown} [${cause}] ${causeRemedy(cause, { ...(certificate === undefined ? {} : { thumbprint: certificate.thumbprint }) }, context.lang)}`
}

function directoryText(context: Context, running: DaemonStatus | undefined, known: Known): string {
  if (running === undefined) {
    if (known.directory === undefined) return known.problem ?? ''
    const servers = known.directory.servers()
    return context.word('status.directory-state', {
      servers: servers.length,
      certificates: servers.reduce((sum, { certificates }) => sum + certificates.length, 0),
    })
  }
  const { ageMs, isStale, problem, ...counts } = running.directory
  const state = context.word('status.directory-state', counts)
  const seconds = Math.max(0, Math.round(ageMs / 1_000))
  if (isStale) return context.word('status.directory-stale', { state, seconds })
  return problem === undefined
    ? context.word('status.directory-fresh', { state, seconds })
    : context.word('status.directory-problem', { state, seconds, problem })
}

/** Of a directory that is elsewhere: from where, how fast, and what is kept back. */
function followPairs(context: Context, follow: FollowStatus | undefined): readonly (readonly [string, string])[] {
  if (follow === undefined) return []
  const { location, propagation, held, refused } = follow
  const [first = '', ...more] = held
  const servers = more.length === 0 ? first : `${first}, …`
  const from =
    propagation === undefined
      ? location
      : context.word('status.follow-propagation', {
          ...{ location, typical: propagation.p50Ms, longest: propagation.p99Ms },
        })
  return [
    [context.word('status.follow'), from],
    ...(held.length === 0
      ? []
      : [[context.word('status.held'), context.word('status.held-servers', { count: held.length, servers })] as const]),
    ...(refused === 0
      ? []
      : [[context.word('status.refused'), context.word('status.refused-entries', { count: refused })] as const]),
  ]
}

function printEvents(context: Context, events: readonly EventRecord[]): void {
  const { lang } = context
  context.out(`\n${context.word('status.events')}`)
  if (events.length === 0) context.out(`  ${context.word('status.no-events')}`)
  for (const record of events) {
    const times = record.count > 1 ? ` ${context.word('events.repeated', { count: record.count })}` : ''
    const cause = record.cause === undefined ? '' : ` ${causeSentence(record.cause, {}, lang)}`
    const [first = '', ...rest] = wrap(
      `${record.time} ${String(record.id)}${times} ${eventSentence(record, lang)}${cause}`,
      Math.max(context.terminal.columns, 60) - 4,
    )
    context.out(`  ${first}`)
    for (const line of rest) context.out(`    ${line}`)
  }
}
