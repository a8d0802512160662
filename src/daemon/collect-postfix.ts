/**
 * What this gateway answers for Postfix, proven: each socket is asked where it listens, each server through Postfix's own
 * `postmap`, each lane by the beginning of a handshake. Changes nothing; sends no mail.
 */
import { firstOfEach } from '../core/first-of-each.ts'
import { askingOf, receivers, type Doors } from '../doctor/native.ts'
import { listeningOf } from '../doctor/mail-servers.ts'
import type { Address, Configuration, Place, PostfixServices } from '../model/configuration.ts'
import { known, type MailServerFacts, type Section } from '../model/facts.ts'
import type {
  PostfixAnswerFacts,
  PostfixDoorFacts,
  PostfixFileFacts,
  PostfixRouteFacts,
  PostfixServiceFacts,
} from '../model/postfix-facts.ts'
import { policyTablePlace, resolvedPlace, wordsOf } from '../model/postfix-text.ts'
import type { Server } from '../model/server.ts'
import { attributeSince } from '../postfix/attributes.ts'
import { nextHopOf, routeKey } from '../postfix/next-hop.ts'
import { lookAtChainFile } from '../probe/chain-file.ts'
import { doorProblem } from '../probe/postfix-door.ts'
import { linesOf, lookUpIn } from '../probe/postfix-table.ts'
import { endpointText } from '../wire/addresses.ts'
import { look, type HandshakeOptions } from './collect-handshakes.ts'
import { Turns } from './turns.ts'

const AT_ONCE = 4
/** For each question to a program of Postfix. */
const TABLE_MS = 5_000
const DOOR_MS = 2_000
/** A directory may hold more servers than programs can be started for. */
const QUESTIONS_MAX = 120
/** Tables that can be gone through without asking another server. */
const LISTABLE = /^(texthash|hash|btree|lmdb|cdb|dbm|sdbm):/

export interface PostfixQuestion extends HandshakeOptions {
  /** The Postfix that was looked at; undefined when there is none. */
  readonly postfix: MailServerFacts | undefined
  readonly servers: readonly Server[]
}

export async function postfixServiceFacts(question: PostfixQuestion): Promise<Section<PostfixServiceFacts>> {
  const { configuration, postfix: server } = question
  const { postfix } = configuration
  if (postfix === undefined) return known({ isConfigured: false }, { source: configuration.path })
  const doors = await Promise.all(doorsOf(postfix).map(asked))
  const queueDirectory = server?.settings['queue_directory'] ?? postfix.queueDirectory
  const service = {
    isConfigured: true,
    queueDirectory,
    doors,
    ...(postfix.chain === undefined ? {} : { chain: postfix.chain.path }),
    attributes: postfix.attributes.map((text) => ({ name: text.replace(/=.*$/, ''), since: attributeSince(text) })),
  } as const
  const evidence = { source: configuration.path }
  if (server === undefined) return known({ ...service, answers: [], routes: [], files: [], lanes: [] }, evidence)
  const peers = peersOf(question)
  const routes = await routesOf(server, postfix, peers)
  return known(
    {
      ...service,
      routes: routes.map(({ table, key, transport, server: name }) => ({ table, key, transport, server: name })),
      answers: await answersOf(server, { queueDirectory, hops: hopsOf(peers, routes) }),
      files: filesOf(server, postfix),
      lanes: await lanesOf(question, server, { queueDirectory, doors }),
    },
    evidence,
  )
}

interface OwnDoor extends Omit<PostfixDoorFacts, 'answers' | 'problem'> {
  readonly at: Place
}

function doorsOf({ socketmap, policy }: PostfixServices): readonly OwnDoor[] {
  return [
    ...socketmap.map((at): OwnDoor => ({ kind: 'socketmap', name: 'tls-policy, ccert', place: placeText(at), at })),
    ...policy.map(({ name, mode, listen }): OwnDoor => ({
      kind: 'policy',
      name,
      mode,
      place: placeText(listen),
      at: listen,
    })),
  ]
}

function placeText(place: Place): string {
  return place.kind === 'file' ? `unix:${place.path}` : endpointText(place).replace(/^localhost:/, '127.0.0.1:')
}

async function asked({ at, ...door }: OwnDoor): Promise<PostfixDoorFacts> {
  const problem = await doorProblem({ kind: door.kind, place: at, withinMs: DOOR_MS })
  return { ...door, answers: problem === undefined, ...(problem === undefined ? {} : { problem }) }
}

/** Only servers that are to be pinned: about any other the gateway would raise an event. */
function peersOf({ configuration, servers }: PostfixQuestion): readonly Server[] {
  return servers.filter(
    ({ name, enabled, certificates }) => enabled && certificates.length > 0 && name !== configuration.server.name,
  )
}

interface Route extends PostfixRouteFacts {
  readonly hop: string
}

async function routesOf(
  { configurationFolder: folder, settings }: MailServerFacts,
  { domains }: PostfixServices,
  peers: readonly Server[],
): Promise<readonly Route[]> {
  const found = await Promise.all(
    wordsOf(settings['transport_maps'] ?? '').map(async (table) => {
      const lines = LISTABLE.test(table) ? await linesOf({ folder, table, withinMs: TABLE_MS }) : inlineOf(table)
      return lines.flatMap(([key, value]): readonly Route[] => {
        const [, transport = '', hop = ''] = /^([^:]*):(.*)$/.exec(value) ?? []
        const server = peerAt(hop === '' ? key : hop, domains, peers)
        return server === undefined
          ? []
          : [{ table, key, transport: transport === '' ? 'smtp' : transport, hop: hop === '' ? key : hop, server }]
      })
    }),
  )
  return found.flat()
}

/** `inline:{ key = value, { key = value } }` */
function inlineOf(table: string): readonly (readonly [string, string])[] {
  const [, text] = /^inline:\{(.*)\}$/s.exec(table) ?? []
  return wordsOf((text ?? '').replace(/\s*=\s*/g, '=')).flatMap((word) => {
    const [, key, value] = /^\{?\s*([^=\s]+)=(.*?)\s*\}?$/.exec(word) ?? []
    return key === undefined || value === undefined ? [] : [[key, value] as const]
  })
}

function peerAt(text: string, domains: PostfixServices['domains'], peers: readonly Server[]): string | undefined {
  const hop = nextHopOf(text)
  if (hop === undefined) return undefined
  const stated = domains.find(({ domain }) => domain === hop.host)?.server
  const meant = peers.find(
    ({ name, addresses }) =>
      name === (stated ?? hop.host) ||
      addresses.some((address) => {
        const there = nextHopOf(address)
        return there !== undefined && routeKey(there) === routeKey(hop)
      }),
  )
  return meant?.name
}

interface Hop {
  readonly server: string
  readonly hop: string
}

/** Spellings that Postfix may ask by, those that routes use first. */
function hopsOf(peers: readonly Server[], routes: readonly Route[]): readonly Hop[] {
  const used = routes.map(({ server, hop }) => ({ server, hop }))
  const names = peers.flatMap(({ name }) => [`[${name}]`, name].map((hop) => ({ server: name, hop })))
  return firstOfEach([...used, ...names], ({ hop }) => hop)
}

/** Every table before ours, and ours: the first one that answers decides. */
async function answersOf(
  server: MailServerFacts,
  { queueDirectory, hops }: { readonly queueDirectory: string; readonly hops: readonly Hop[] },
): Promise<readonly PostfixAnswerFacts[]> {
  const lists = [server, ...server.services].map(({ settings }) => wordsOf(settings['smtp_tls_policy_maps'] ?? ''))
  const tables = new Set(lists.flatMap(untilOurs))
  const turns = new Turns(AT_ONCE)
  const questions = hops.flatMap((hop) => [...tables].map((table) => ({ ...hop, table }))).slice(0, QUESTIONS_MAX)
  const folder = server.configurationFolder
  return Promise.all(
    questions.map(async ({ table, hop, server: name }): Promise<PostfixAnswerFacts> => {
      const whole = wholeTable(table, queueDirectory)
      const answer = await turns.run(() => lookUpIn({ folder, table: whole, withinMs: TABLE_MS }, hop))
      const about = { server: name, hop, table, isOurs: policyTablePlace(table) !== undefined }
      if (answer.kind === 'not-found') return { ...about, kind: 'not-found', answer: '' }
      if (answer.kind === 'failed') return { ...about, kind: 'failed', answer: answer.reason }
      const { text } = answer
      return {
        ...about,
        kind: text.startsWith('fingerprint match=') ? 'pinned' : 'other',
        answer: text.slice(0, 1_000),
      }
    }),
  )
}

function untilOurs(tables: readonly string[]): readonly string[] {
  const at = tables.findIndex((table) => policyTablePlace(table) !== undefined)
  return at < 0 ? [] : tables.slice(0, at + 1)
}

/** `postmap` does not work in the queue directory. */
function wholeTable(table: string, queueDirectory: string): string {
  const [, place, map] = /^(?:proxy:)?socketmap:(unix:.+):([^:]+)$/.exec(table) ?? []
  if (place === undefined || map === undefined) return table.replace(/^proxy:/, '')
  return `socketmap:${resolvedPlace(place, { queueDirectory, isChrooted: false })}:${map}`
}

const CERTIFICATE_FILES = ['smtp_tls_cert_file', 'smtp_tls_eccert_file', 'smtpd_tls_cert_file']

/** Ours, and what main.cf and master.cf name. */
function filesOf({ settings, services }: MailServerFacts, { chain }: PostfixServices): readonly PostfixFileFacts[] {
  const all = [settings, ...services.map((service) => service.settings)]
  const chains = all.flatMap((some) =>
    ['smtp_tls_chain_files', 'smtpd_tls_chain_files'].flatMap((name) => wordsOf(some[name] ?? '')),
  )
  const others = all.flatMap((some) => CERTIFICATE_FILES.flatMap((name) => wordsOf(some[name] ?? '')))
  const withKey = new Set([...(chain === undefined ? [] : [chain.path]), ...chains])
  const withoutKey = new Set(others.filter((path) => !withKey.has(path) && path.startsWith('/')))
  return [
    ...[...withKey].map((path) => lookAtChainFile(path, { hasKey: true })),
    ...[...withoutKey].map((path) => lookAtChainFile(path, { hasKey: false })),
  ]
}

async function lanesOf(options: HandshakeOptions, server: MailServerFacts, doors: Doors) {
  const asking = new Set(askingOf(server, doors).map(({ service }) => service))
  const lanes = receivers(server).filter((service) => asking.has(service) && service.type === 'inet')
  return Promise.all(
    lanes.map(async ({ name, type }) => ({
      service: `${name}/${type}`,
      handshake: await look(options, laneAddress(name, server.settings['inet_interfaces'] ?? 'all')),
    })),
  )
}

/** Where a service of master.cf can be reached from here. */
function laneAddress(name: string, interfaces: string): Address {
  const { place, port } = listeningOf(name)
  const numeric = wordsOf(interfaces).find((word) => /^[\d.]+$|:/.test(word)) ?? '127.0.0.1'
  return { host: place === '' ? numeric.replace(/^\[|\]$/g, '') : place, port: Number(port) }
}

/** The folder of the Postfix that is told of a new certificate; undefined for its usual one. */
export function postfixFolderOf({ postfix }: Pick<Configuration, 'postfix'>): string | undefined {
  const reload = postfix?.chain?.reload ?? []
  const at = reload.indexOf('-c')
  return at < 0 || !/(^|\/)postfix$/.test(reload[0] ?? '') ? undefined : reload[at + 1]
}
