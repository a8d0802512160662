/** Reads config.yaml; every complaint names file, line and column. */
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import * as v from 'valibot'
import { isAlias, isMap, isNode, LineCounter, parseDocument, visit, type Document } from 'yaml'
import { failure } from '../core/errors.ts'
import { accountExists, currentAccount } from '../disk/accounts.ts'
import { fileExists, readText } from '../disk/files.ts'
import type { Configuration, ConsoleSettings, ReceiveConnector, SendConnector } from '../model/configuration.ts'
import type { HostNames } from '../model/names.ts'
import {
  addressOf,
  CONFIGURATION_SCHEMA,
  durationMs,
  sizeBytes,
  type Complaint,
  type RawConfiguration,
} from './configuration-schema.ts'
import { eximContradiction, eximOf } from './configuration-exim.ts'
import { postfixContradiction, postfixOf } from './configuration-postfix.ts'
import { directoryContradiction, directoryOf } from './ldap-configuration.ts'

export { starterConfiguration, type Starter } from './starter-configuration.ts'

const SYSTEM_PATH = '/etc/hubtrust/config.yaml'
const FILE_BYTES_MAX = 1024 * 1024

type Environment = Readonly<Record<string, string | undefined>>

/** `--config`, `HUBTRUST_CONFIG`, the system's; without root the XDG equivalent when the system has none. */
export function configurationPath({
  flag,
  env,
}: {
  readonly flag: string | undefined
  readonly env: Environment
}): string {
  const asked = flag ?? env['HUBTRUST_CONFIG']
  if (asked !== undefined && asked !== '') return resolve(asked)
  if (currentAccount().uid === 0 || fileExists(SYSTEM_PATH)) return SYSTEM_PATH
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'hubtrust', 'config.yaml')
}

/** @throws HubtrustError CONFIG_MISSING, CONFIG_INVALID, DISK_READ_FAILED */
export function readConfiguration(path: string): Configuration {
  if (!fileExists(path)) throw failure('CONFIG_MISSING', { path })
  return parseConfiguration(readText(path, { bytesMax: FILE_BYTES_MAX }), path)
}

/** @throws HubtrustError CONFIG_INVALID */
export function parseConfiguration(text: string, path: string): Configuration {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { path, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const complain = (complaint: Complaint) =>
    failure('CONFIG_INVALID', { ...place(offsetOf(document, complaint)), problem: complaint.problem })
  const [error] = document.errors
  if (error !== undefined) throw failure('CONFIG_INVALID', { ...place(error.pos[0]), problem: error.message })
  refuseAliases(document, (offset) =>
    failure('CONFIG_INVALID', { ...place(offset), problem: 'aliases are not allowed' }),
  )
  const result = v.safeParse(CONFIGURATION_SCHEMA, document.toJS() ?? {})
  if (!result.success) throw complain(complaintOf(result.issues.find(isUnknownKey) ?? result.issues[0]))
  const wrong = contradictions(result.output)
  if (wrong !== undefined) throw complain(wrong)
  return assemble(result.output, path)
}

/** A few lines of aliases can unfold into gigabytes; a configuration needs none. */
function refuseAliases(document: Document.Parsed, problem: (offset: number) => Error): void {
  visit(document, (_key, node) => {
    if (isAlias(node)) throw problem(node.range?.[0] ?? 0)
  })
}

type Issue = v.InferIssue<typeof CONFIGURATION_SCHEMA>

/** Told before anything else: a setting that is missing may be there under a misspelt name. */
function isUnknownKey({ type, expected }: Issue): boolean {
  return type === 'strict_object' && expected === 'never'
}

/** What the schema calls a kind of value. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'settings of its own',
}

function complaintOf(issue: Issue): Complaint {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
  const key = String(path.at(-1) ?? '')
  if (isUnknownKey(issue)) {
    return { path, isKey: true, problem: `"${key}" is not a setting${suggestion(issue, key)}` }
  }
  if (issue.type === 'strict_object' && issue.received === 'undefined')
    return { path: path.slice(0, -1), problem: `"${key}" is missing` }
  if (issue.received === 'undefined') return { path: path.slice(0, -1), problem: `"${key}" is missing` }
  const subject = path.length === 0 ? 'the file' : `"${key}"`
  // Of a text that is too short or too long its length would be named.
  const received = typeof issue.input === 'string' ? `"${issue.input}"` : issue.received
  return { path, problem: `${subject} is ${received}, wanted: ${wantedBy(issue)}` }
}

function wantedBy({ type, expected, message }: Issue): string {
  if (type === 'picklist') return `one of ${expected}`
  const isPlain = message.startsWith('Invalid type')
  return (isPlain ? KINDS[expected ?? ''] : undefined) ?? message
}

/** The setting somebody probably meant. */
function suggestion(issue: Issue, key: string): string {
  const near = knownKeys(issue).find(
    (candidate) => candidate.toLowerCase() === key.toLowerCase() || isNear(candidate, key),
  )
  return near === undefined ? '' : `; did you mean "${near}"?`
}

function knownKeys(issue: Issue): readonly string[] {
  let schema: unknown = CONFIGURATION_SCHEMA
  for (const { key } of (issue.path ?? []).slice(0, -1))
    schema = typeof key === 'number' ? inside(schema, 'item') : inside(inside(schema, 'entries'), String(key))
  const entries = inside(schema, 'entries')
  return typeof entries === 'object' && entries !== null ? Object.keys(entries) : []
}

function inside(schema: unknown, name: string): unknown {
  if (typeof schema !== 'object' || schema === null) return undefined
  const found: unknown = Reflect.get(schema, name)
  const wrapped: unknown = Reflect.get(schema, 'wrapped')
  return found === undefined && wrapped !== undefined ? inside(wrapped, name) : found
}

/** One letter added, lost, changed, or two swapped. */
function isNear(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false
  let at = 0
  while (at < left.length && left[at] === right[at]) at += 1
  const rests = [
    [left.slice(at + 1), right.slice(at)],
    [left.slice(at), right.slice(at + 1)],
    [left.slice(at + 1), right.slice(at + 1)],
    [(left[at + 1] ?? '') + (left[at] ?? '') + left.slice(at + 2), right.slice(at)],
  ]
  return rests.some(([one, other]) => one === other)
}

function offsetOf(document: Document.Parsed, { path, isKey = false }: Complaint): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isKey && length === path.length) {
      const offset = keyOffset(document, path)
      if (offset !== undefined) return offset
    }
    if (isNode(node)) return node.range?.[0] ?? 0
  }
  return 0
}

function keyOffset(document: Document.Parsed, path: Complaint['path']): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(parent)) return undefined
  const pair = parent.items.find(({ key }) => isNode(key) && String(key) === String(path.at(-1)))
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/

/** What each setting alone cannot show. */
function contradictions({
  gateway,
  account,
  directory,
  postfix,
  exim,
  console: web,
}: RawConfiguration): Complaint | undefined {
  const names = new Set<string>()
  const addresses = new Set<string>()
  for (const kind of ['receive', 'send'] as const) {
    for (const [at, { name, listen }] of gateway[kind].entries()) {
      const path = ['gateway', kind, at]
      if (names.has(name)) return { path: [...path, 'name'], problem: `two connectors are named "${name}"` }
      const { port } = addressOf(listen)
      if (port !== 0 && addresses.has(listen))
        return { path: [...path, 'listen'], problem: `two connectors listen on ${listen}` }
      names.add(name)
      addresses.add(listen)
    }
  }
  for (const [at, { listen, exposed }] of gateway.send.entries()) {
    if (exposed || LOOPBACK.test(addressOf(listen).host)) continue
    const problem = `a send connector listens on loopback only, because whoever reaches ${listen} can send in our name; say "exposed: true" if that is wanted`
    return { path: ['gateway', 'send', at, 'listen'], problem }
  }
  if (web !== undefined && web.tls === undefined && !LOOPBACK.test(addressOf(web.listen).host)) {
    const problem = `the console listens on ${web.listen}, beyond loopback, and needs console.tls for that`
    return { path: ['console', 'listen'], problem }
  }
  if (!accountExists(account)) {
    return { path: ['account'], problem: `there is no account "${account}" on this machine` }
  }
  return directoryContradiction(directory) ?? postfixContradiction(postfix) ?? eximContradiction(exim)
}

function assemble(raw: RawConfiguration, path: string): Configuration {
  const base = dirname(resolve(path))
  const absolute = (text: string) => (isAbsolute(text) ? text : join(base, text))
  const name = raw.server.name.toLowerCase()
  const stateFolder = absolute(raw.stateFolder)
  const runFolder = absolute(raw.runFolder)
  const { processes, handshakesInFlightMax, receive, send } = raw.gateway
  const { size, repeatWindow } = raw.events
  return {
    path: resolve(path),
    server: { name, roles: raw.server.roles, hostNames: hostNamesOf(raw.server.hostNames) },
    account: raw.account,
    stateFolder,
    runFolder,
    directory: directoryOf(raw.directory, { defaultPath: join(stateFolder, 'directory.sqlite'), absolute }),
    trust: { expired: raw.trust.expired },
    expiryWarningMs: durationMs(raw.expiryWarning),
    gateway: {
      processes,
      handshakesInFlightMax,
      receive: receive.map((connector) => receiveOf(connector, name)),
      send: send.map(sendOf),
    },
    postfix: raw.postfix === undefined ? undefined : postfixOf(raw.postfix, { stateFolder, absolute }),
    exim: raw.exim === undefined ? undefined : eximOf(raw.exim, { stateFolder, runFolder, absolute }),
    events: { bytesMax: sizeBytes(size), repeatWindowMs: durationMs(repeatWindow) },
    console: raw.console === undefined ? undefined : consoleOf(raw.console, absolute),
  }
}

function consoleOf(
  { listen, tls, allowedHosts }: NonNullable<RawConfiguration['console']>,
  absolute: (text: string) => string,
): ConsoleSettings {
  const files = tls === undefined ? undefined : { certificate: absolute(tls.certificate), key: absolute(tls.key) }
  return { listen: addressOf(listen), tls: files, allowedHosts }
}

function receiveOf(raw: RawConfiguration['gateway']['receive'][number], server: string): ReceiveConnector {
  return { ...raw, listen: addressOf(raw.listen), backend: addressOf(raw.backend), fqdn: raw.fqdn ?? server }
}

function sendOf({ name, peer, listen, addresses }: RawConfiguration['gateway']['send'][number]): SendConnector {
  return { name, peer: peer.toLowerCase(), listen: addressOf(listen), addresses: addresses.map(addressOf) }
}

/** Only what was stated, without undefined members. */
function hostNamesOf(raw: RawConfiguration['server']['hostNames']): Partial<HostNames> {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined))
}
