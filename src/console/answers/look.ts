/** The state of this server and of the directory. */
import { isoTime } from '../../core/clock.ts'
import { failure } from '../../core/errors.ts'
import type { Lang } from '../../core/text.ts'
import { statusWords, useWords, viewOf } from '../../model/certificate-view.ts'
import { causeRemedy, causeSentence, eventSentence } from '../../model/event-text.ts'
import { findingTitle, findingWhy, remedyText } from '../../model/finding-text.ts'
import { selectionView } from '../../model/selection.ts'
import { reasonText } from '../../model/words/selection.ts'
import type { Server } from '../../model/server.ts'
import { on, type Binding } from '../binding.ts'
import type { CertificateRow } from '../contract/look.ts'
import { NAMED_ROUTES } from '../contract/routes.ts'
import { eventRow } from '../event-book.ts'
import type { Ground } from '../ground.ts'
import type { ConsoleHost, Explained, GatewayState, SeenPeer } from '../host.ts'
import { pageIn } from '../paging.ts'

const PAGE = 100
const LAST_REFUSALS = 8

export function lookAnswers(ground: Ground): readonly Binding[] {
  return [...stateAnswers(ground), ...serverAnswers(ground), ...certificateAnswers(ground)]
}

function stateAnswers({ host, book, clock }: Ground): readonly Binding[] {
  const { server: self } = host.settings
  return [
    on(NAMED_ROUTES.overview, async ({ lang }) => {
      const state = await host.status()
      const { peers, ...counts } = state.sessions
      const rows = peers.map((peer) => peerRow(peer, lang))
      const duty = dutyOf(state, lang)
      const { open, trusted, refused, anonymous } = counts
      const own = host.store().certificates.find(({ fingerprint }) => fingerprint === state.inUse)
      return {
        server: self,
        verdict: duty?.verdict ?? 'unknown',
        doctor: duty,
        refusedPeers: rows.filter(({ outcome }) => outcome === 'refused'),
        peers: rows,
        lastRefusals: book
          .find({ lang })
          .filter(({ severity }) => severity !== 'information')
          .slice(0, LAST_REFUSALS)
          .map((record) => eventRow(record, lang)),
        certificate: own && { subject: own.subject, thumbprint: own.thumbprint, notAfter: own.notAfter },
        directory: state.directory,
        sessions: { open, trusted, refused, anonymous },
      }
    }),
    on(NAMED_ROUTES.status, async ({ lang }) => {
      const state = await host.status()
      const sessions = { ...state.sessions, peers: state.sessions.peers.map((peer) => peerRow(peer, lang)) }
      return { ...state, sessions, events: state.events ?? [], doctor: dutyOf(state, lang) }
    }),
    on(NAMED_ROUTES.directory, async () => directoryState(host, (await host.status()).directory, clock.nowMs())),
    on(NAMED_ROUTES.map, async ({ lang }) => mapOf(host, await host.status(), { nowMs: clock.nowMs(), lang })),
  ]
}

function serverAnswers({ host }: Ground): readonly Binding[] {
  const { server: self } = host.settings
  return [
    on(NAMED_ROUTES.servers, async ({ query, lang }) => {
      const word = query.q?.toLowerCase()
      const found = host.servers().filter((server) => word === undefined || isAbout(server, word))
      const page = pageIn(found, { after: query.after, limit: query.limit ?? PAGE, keyOf: ({ name }) => name })
      const peers = Map.groupBy((await host.status()).sessions.peers, ({ server }) => server)
      return { ...page, items: page.items.map((server) => serverRow(server, { self, lang, peers })) }
    }),
    on(NAMED_ROUTES.server, async ({ place, lang }) => {
      const name = place.name.toLowerCase()
      const server = host.servers().find((each) => each.name === name)
      if (server === undefined) throw failure('CONSOLE_NOT_FOUND', { what: 'server', name: place.name })
      const peers = Map.groupBy((await host.status()).sessions.peers, (peer) => peer.server)
      return serverRow(server, { self, lang, peers })
    }),
  ]
}

function certificateAnswers({ host, clock }: Ground): readonly Binding[] {
  const { server: self } = host.settings
  return [
    on(NAMED_ROUTES.certificates, ({ lang }) => {
      const { pending, problems } = host.store()
      return {
        server: self,
        items: certificateRows(host, clock.nowMs(), lang),
        pending,
        problems: problems.map(({ path, problem }) => ({ path, code: problem.code, text: problem.sentence(lang) })),
      }
    }),
    on(NAMED_ROUTES.certificate, ({ place, lang }) => {
      const wanted = place.thumbprint.toUpperCase()
      const found = certificateRows(host, clock.nowMs(), lang).filter(
        ({ Thumbprint, Fingerprint }) => Thumbprint.startsWith(wanted) || Fingerprint.toUpperCase().startsWith(wanted),
      )
      const [row, second] = found
      if (row === undefined || second !== undefined)
        throw failure('CONSOLE_NOT_FOUND', { what: 'certificate', name: place.thumbprint })
      return row
    }),
    on(NAMED_ROUTES.selection, async ({ query: { name }, lang }) => {
      const about = { server: self, hostNames: await host.hostNames() }
      if (name !== undefined) return { ...about, name, starttls: side(await host.selection('inbound', name), lang) }
      const [inbound, outbound] = [await host.selection('inbound'), await host.selection('outbound')]
      return { ...about, inbound: side(inbound, lang), outbound: side(outbound, lang) }
    }),
  ]
}

function peerRow(peer: SeenPeer, lang: Lang) {
  const { cause } = peer
  if (cause === undefined) return peer
  return { ...peer, causeText: causeSentence(cause, {}, lang), remedy: causeRemedy(cause, { peer: peer.server }, lang) }
}

function dutyOf({ doctor }: GatewayState, lang: Lang) {
  if (doctor === undefined) return undefined
  return {
    ...doctor,
    findings: doctor.findings.map((finding) => {
      const remedies = finding.remedies.map((remedy) => remedyText(remedy, lang))
      return {
        id: finding.id,
        severity: finding.severity,
        title: findingTitle(finding, lang),
        why: findingWhy(finding, lang),
        isAutomatic: remedies.some(({ automatic }) => automatic),
        remedies: remedies.map(({ title, commands, automatic }) => ({ title, commands, automatic })),
      }
    }),
  }
}

function isAbout({ name, roles, addresses, certificates }: Server, word: string): boolean {
  return (
    name.includes(word) ||
    roles.some((role) => role === word) ||
    addresses.some((address) => address.includes(word)) ||
    certificates.some(({ thumbprint }) => thumbprint.toLowerCase().startsWith(word))
  )
}

interface RowView {
  readonly self: string
  readonly lang: Lang
  readonly peers: ReadonlyMap<string, readonly SeenPeer[]>
}

function serverRow(server: Server, { self, lang, peers }: RowView) {
  const seen = peers.get(server.name) ?? []
  return { ...server, isThis: server.name === self, peers: seen.map((peer) => peerRow(peer, lang)) }
}

function certificateRows(host: ConsoleHost, nowMs: number, lang: Lang): readonly CertificateRow[] {
  const { certificates, published, inUse } = host.store()
  return certificates.map((certificate) => {
    const view = viewOf(certificate, { published, inUse, nowMs })
    return {
      ...view,
      Services: [...view.Services],
      CertificateDomains: [...view.CertificateDomains],
      KeyReadableBy: [...view.KeyReadableBy],
      StatusReasons: [...view.StatusReasons],
      statusText: statusWords(view, lang),
      useText: useWords(view, lang),
    }
  })
}

function side({ selection, events }: Explained, lang: Lang) {
  const view = selectionView(selection)
  const proof = events.find((event) => event.cause === view.cause && event.proof !== undefined)?.proof ?? {}
  const told =
    view.cause === null
      ? {}
      : { causeText: causeSentence(view.cause, proof, lang), remedy: causeRemedy(view.cause, proof, lang) }
  return {
    ...view,
    ...told,
    candidates: view.candidates.map((candidate) => ({
      ...candidate,
      steps: candidate.steps.map(({ step, passed, detail, reason }) => ({
        step,
        passed,
        detail,
        text: reasonText(reason, lang),
      })),
    })),
    events: events.map((event) => ({ id: event.id, text: eventSentence(event, lang) })),
  }
}

const ENDING_MAX = 100

function directoryState(host: ConsoleHost, state: GatewayState['directory'], nowMs: number) {
  const { directoryKind, expiryWarningMs, maxStaleMs } = host.settings
  const servers = host.servers()
  const until = isoTime(nowMs + expiryWarningMs)
  const endingSoon = servers
    .filter(({ enabled }) => enabled)
    .flatMap(({ name, certificates }) =>
      certificates
        .filter(({ notAfter }) => notAfter < until)
        .map(({ thumbprint, notAfter }) => ({ server: name, thumbprint, notAfter })),
    )
    .toSorted((left, right) => left.notAfter.localeCompare(right.notAfter))
  return {
    kind: directoryKind,
    ...state,
    maxStaleMs,
    changeNumber: host.changeNumber(),
    enabled: servers.filter(({ enabled }) => enabled).length,
    disabled: servers.filter(({ enabled }) => !enabled).length,
    withoutCertificate: servers.filter(({ enabled, certificates }) => enabled && certificates.length === 0).length,
    endingSoon: endingSoon.slice(0, ENDING_MAX),
  }
}

const STATES = { never: 0, trusted: 1, refused: 2 } as const

function mapOf(
  host: ConsoleHost,
  state: GatewayState,
  { nowMs, lang }: { readonly nowMs: number; readonly lang: Lang },
) {
  const { server: self, expiryWarningMs } = host.settings
  const servers = host.servers()
  const until = isoTime(nowMs + expiryWarningMs)
  const places = new Map(servers.map(({ name }, at) => [name, at]))
  const own = places.get(self) ?? -1
  const { peers } = state.sessions
  const causes = [...new Set(peers.flatMap(({ cause }) => cause ?? []))]
  const links = peers.flatMap(({ server, direction, outcome, at, cause }) => {
    const peer = places.get(server)
    if (peer === undefined || own < 0) return []
    const [from, to] = direction === 'inbound' ? [peer, own] : [own, peer]
    return [
      [from, to, STATES[outcome], Math.round(Date.parse(at) / 1_000), cause === undefined ? -1 : causes.indexOf(cause)],
    ]
  })
  return {
    takenAt: isoTime(nowMs),
    self: own,
    servers: servers.map(({ name, roles, enabled, certificates }) => {
      const [newest] = certificates
        .map(({ notAfter }) => notAfter)
        .toSorted()
        .toReversed()
      const endsSoon = newest !== undefined && newest < until
      const flags = (enabled ? 1 : 0) + (name === self ? 2 : 0) + (newest === undefined ? 0 : 4) + (endsSoon ? 8 : 0)
      return [name, roles, flags, newest ?? '']
    }),
    links,
    causes: causes.map((id) => ({ id, text: causeSentence(id, {}, lang) })),
  }
}
