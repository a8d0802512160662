/** `cert list` and `cert show`. */
import { properties, table } from '../../core/layout.ts'
import type { PendingRequest } from '../../store/contract.ts'
import { coversName } from '../../x509/names.ts'
import { propertyPairs, statusWords, useWords, viewOf, type CertificateView } from '../../model/certificate-view.ts'
import type { Run } from '../command.ts'
import { publishedFingerprints, type Context } from '../context.ts'

export const run: Run = async (context, input) => {
  const domain = input.text('domain')
  const views = domain === undefined ? await allViews(context) : await viewsFor(context, domain)
  const pending = domain === undefined ? context.store().pendingRequests() : []
  for (const { path, problem } of context.store().problems()) {
    context.note(context.word('certificate.problem', { problem: `${path}: ${problem.sentence(context.lang)}` }))
  }
  const pendingViews = pending.map((request) => ({ ...request, Status: 'PendingRequest', RootCAType: 'Unknown' }))
  if (context.isJson) context.outJson([...views, ...pendingViews])
  else if (context.format === 'list')
    context.out([...views, ...pendingViews].map((view) => properties(propertyPairs({ ...view }))).join('\n\n'))
  else if (views.length > 0 || pending.length > 0) context.out(tableOf(context, views, pending))
  if (views.length === 0 && pending.length === 0) {
    context.note(
      domain === undefined
        ? context.word('certificate.empty')
        : context.word('certificate.none-for-domain', { domain }),
    )
  }
  return 0
}

export const show: Run = async (context, input) => {
  const { fingerprint } = context.store().find(input.argument(0))
  const view = (await allViews(context)).find((candidate) => candidate.Fingerprint === fingerprint)
  if (context.isJson) context.outJson(view)
  else if (view !== undefined) context.out(properties(propertyPairs({ ...view })))
  return 0
}

export async function allViews(context: Context): Promise<readonly CertificateView[]> {
  const published = publishedFingerprints(await context.directory(), context.configuration().server.name)
  const { inUse } = await context.selection('inbound')
  const standing = { published, inUse, nowMs: context.clock.nowMs() }
  return context
    .store()
    .list()
    .map((certificate) => viewOf(certificate, standing))
}

/** Only those that cover the name, in the order of selection. */
async function viewsFor(context: Context, domain: string): Promise<readonly CertificateView[]> {
  const published = publishedFingerprints(await context.directory(), context.configuration().server.name)
  const selection = await context.selection('inbound', domain)
  const standing = { published, inUse: selection.inUse, nowMs: context.clock.nowMs() }
  const store = context.store().list()
  return selection.candidates.flatMap(({ fingerprint }) => {
    const certificate = store.find((stored) => stored.fingerprint === fingerprint)
    return certificate !== undefined && coversName(certificate, domain) ? [viewOf(certificate, standing)] : []
  })
}

function tableOf(context: Context, views: readonly CertificateView[], pending: readonly PendingRequest[]): string {
  const header = [
    context.word('certificate.thumbprint'),
    context.word('certificate.services'),
    context.word('certificate.subject'),
    context.word('certificate.not-after'),
    context.word('certificate.status'),
    context.word('certificate.use'),
  ]
  const rows = views.map((view) => [
    view.Thumbprint,
    view.Services.join(', '),
    view.Subject,
    view.NotAfter.slice(0, 10),
    context.terminal.paint(view.StatusReasons.length === 0 ? 'green' : 'red', statusWords(view, context.lang)),
    useWords(view, context.lang),
  ])
  const waiting = pending.map((request) => [
    request.id,
    '',
    request.friendlyName ?? '',
    '',
    context.word('certificate.pending'),
    '',
  ])
  return table(header, [...rows, ...waiting])
}
