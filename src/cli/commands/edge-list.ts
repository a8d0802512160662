/** `edge list`: which edges this server pushes to and how that goes; on an edge, who pushes. */
import { properties, table } from '../../core/layout.ts'
import { askStatus } from '../../daemon/control.ts'
import type { EdgeLinkStatus } from '../../daemon/edge-link.ts'
import type { DaemonStatus } from '../../daemon/status.ts'
import { standingOf } from '../../directory/edge/admission.ts'
import { readEdges, readSubscriptions, type EdgeSubscription } from '../../directory/edge/records.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'

export const run: Run = async (context) => {
  const configuration = context.configuration()
  const running = await askStatus(configuration)
  if (configuration.directory.edge === undefined) printEdges(context, running?.edges ?? stopped(context))
  else if (context.isJson) context.outJson({ edge: running?.edge ?? null, subscriptions: subscriptionsOf(context) })
  else printEdge(context, running?.edge)
  if (running === undefined) context.note(context.word('edge.not-running'))
  return 0
}

function printEdge(context: Context, edge: DaemonStatus['edge']): void {
  const waiting = edge?.waiting ?? []
  const rows = [
    ...(edge === undefined ? [] : [[context.word('edge.pushed-by'), pushedBy(context, edge)] as const]),
    ...(waiting.length === 0 ? [] : [[context.word('edge.waits'), waiting.join(', ')] as const]),
    ...readSubscriptions(context.configuration()).map(
      (one) => [context.word('edge.subscription'), subscriptionText(context, one)] as const,
    ),
  ]
  if (rows.length > 0) context.out(properties(rows))
}

/** Without what proves them. */
function subscriptionsOf(context: Context) {
  return readSubscriptions(context.configuration()).map((one) => {
    const { fingerprint, createdAt, expires, usedAt, usedBy } = one
    return { state: standingOf(one, context.clock.nowMs()), fingerprint, createdAt, expires, usedAt, usedBy }
  })
}

export function pushedBy(context: Context, { holder, listen }: NonNullable<DaemonStatus['edge']>): string {
  return holder === undefined
    ? context.word('edge.pushed-by-nobody', { listen })
    : context.word('edge.pushed-now', { holder, listen })
}

function subscriptionText(context: Context, one: EdgeSubscription): string {
  const { expires, usedAt = '-', usedBy = '-' } = one
  const standing = standingOf(one, context.clock.nowMs())
  if (standing === 'used') return context.word('edge.subscription-used', { by: usedBy, at: usedAt })
  return standing === 'open'
    ? context.word('edge.subscription-open', { expires })
    : context.word('edge.subscription-expired', { expires })
}

/** What is known of them while no gateway pushes. */
function stopped(context: Context): readonly EdgeLinkStatus[] {
  return Object.entries(readEdges(context.configuration())).map(([server, { addresses }]) => ({
    ...{ server, addresses, state: 'connecting', isHeld: false },
    sent: { entries: 0, gone: 0, passes: 0 },
  }))
}

export function printEdges(context: Context, edges: readonly EdgeLinkStatus[]): void {
  if (context.isJson) {
    context.outJson(edges)
    return
  }
  if (edges.length === 0) {
    context.note(context.word('edge.none'))
    return
  }
  const header = (['edge', 'addresses', 'state', 'since', 'sent'] as const).map((word) => context.word(`edge.${word}`))
  const rows = edges.map((edge) => [
    edge.server,
    edge.addresses.join(', ') || '-',
    stateText(context, edge),
    edge.inStepAt ?? '-',
    context.word('edge.counts', edge.sent),
  ])
  context.out(table(header, rows))
}

export function stateText(context: Context, { state, holder, problem, isHeld }: EdgeLinkStatus): string {
  if (state === 'waiting') return context.word('edge.waiting', { holder: holder ?? '-' })
  if (state === 'failing') return context.word('edge.failing', { problem: problem ?? '-' })
  if (state === 'in-step' && isHeld) return context.word('edge.held')
  return context.word(`edge.${state}`)
}
