/**
 * A mail server of this machine made to ask Hubtrust: every change shown, asked for once, kept for `--undo`, and in force only
 * when the gateway answers and the mail server takes it.
 */
import { parseDocument } from 'yaml'
import { join } from 'node:path'
import { isoTime } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { parseConfiguration } from '../daemon/configuration.ts'
import { askStatus, controlPath } from '../daemon/control.ts'
import type { DaemonStatus } from '../daemon/status.ts'
import { fileExists, readBytes } from '../disk/files.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Server } from '../model/server.ts'
import { routeOf, type Route } from '../postfix/setup.ts'
import type { Input } from './command.ts'
import type { Context } from './context.ts'
import { isChange, keep, keptFiles, linesOf, putBack, write, type FileChange } from './file-changes.ts'

/** How long the gateway may take to open its sockets and to write key and certificate. */
const ANSWER_MS = 15_000
const LOOK_MS = 100

export interface SetupPlan {
  /** config.yaml. */
  readonly hubtrust: FileChange
  /** Files of the mail server, in the order they are written. */
  readonly files: readonly FileChange[]
}

/** A mail server that can be set up. */
export interface MailServer {
  /** As people call it. */
  readonly program: string
  /** Without `hubtrust`. */
  readonly command: string
  readonly plan: SetupPlan
  /** The file with key and certificate, once it asks. */
  chain(configuration: Configuration): string | undefined
  isAnswered(status: DaemonStatus): boolean
  /** Its files are written: it may refuse them. @throws HubtrustError */
  check(): Promise<void>
  /** False when it does not run. @throws HubtrustError */
  reload(): Promise<boolean>
  /** How it is started. */
  readonly start: string
  /** What it hears now. */
  showAnswers(): Promise<void>
}

export async function setUp(context: Context, input: Input, server: MailServer): Promise<number> {
  const { plan } = server
  const changes = [plan.hubtrust, ...plan.files].filter(isChange)
  show(context, changes)
  const isDry = input.flag('dry-run')
  if (isDry || changes.length === 0) {
    context.note(context.word(changes.length === 0 ? 'setup.nothing-to-do' : 'setup.dry-run'))
  } else {
    await context.confirm(context.word('setup.change', { files: pathsOf(changes) }), input.flag('yes'))
    await apply(context, server, changes)
  }
  if (context.isJson) {
    const shown = changes.map((change) => ({ path: change.path, lines: linesOf(change) }))
    context.outJson({ changes: shown, applied: !isDry && changes.length > 0 })
  }
  return 0
}

function show(context: Context, changes: readonly FileChange[]): void {
  if (context.isJson) return
  for (const change of changes) {
    context.out(context.terminal.paint('bold', change.path))
    for (const line of linesOf(change))
      context.out(`  ${context.terminal.paint(line.startsWith('+') ? 'green' : 'red', line)}`)
  }
}

function pathsOf(changes: readonly { readonly path: string }[]): string {
  return changes.map(({ path }) => path).join(', ')
}

async function apply(context: Context, server: MailServer, changes: readonly FileChange[]): Promise<void> {
  const configuration = context.configuration()
  const running = await askStatus(configuration)
  // Without anybody who answers the mail server would hold back mail.
  if (running === undefined) throw failure('DAEMON_NOT_RUNNING', { socket: controlPath(configuration) })
  const { plan, program, command } = server
  const takeBack = keep(keptFolder(configuration, command), changes, isoTime(context.clock.nowMs()))
  try {
    write(plan.hubtrust)
    process.kill(running.pid, 'SIGHUP')
    context.note(context.word('setup.waiting'))
    await untilAnswered(context, server)
    for (const change of plan.files.filter(isChange)) write(change)
    await server.check()
  } catch (error) {
    takeBack()
    process.kill(running.pid, 'SIGHUP')
    throw error
  }
  const isReloaded = await server.reload()
  context.note(
    isReloaded
      ? context.word('setup.reloaded', { program })
      : context.word('setup.not-running', { program, command: server.start }),
  )
  await server.showAnswers()
  context.note(context.word('setup.done', { program, command }))
}

/** `postfix setup` keeps in `postfix-setup`. */
function keptFolder({ stateFolder }: Configuration, command: string): string {
  return join(stateFolder, command.replace(' ', '-'))
}

/** Until its sockets are open and key and certificate are there. @throws HubtrustError SETUP_NOT_ANSWERED */
async function untilAnswered({ clock }: Context, server: MailServer): Promise<void> {
  const { program, plan } = server
  const configuration = configurationAfter(plan.hubtrust)
  const deadline = clock.elapsedMs() + ANSWER_MS
  for (;;) {
    const status = await askStatus(configuration)
    if (status !== undefined && server.isAnswered(status) && fileExists(server.chain(configuration) ?? '')) return
    if (clock.elapsedMs() > deadline) throw failure('SETUP_NOT_ANSWERED', { program, seconds: ANSWER_MS / 1_000 })
    await new Promise((done) => setTimeout(done, LOOK_MS))
  }
}

export function configurationAfter({ path, after }: FileChange): Configuration {
  return parseConfiguration(Buffer.from(after).toString('utf8'), path)
}

/** Changes to config.yaml; comments and order stay. */
export class ConfigurationEdit {
  readonly #path: string
  readonly #before: Uint8Array
  readonly #document
  #isChanged = false

  constructor({ path }: Configuration) {
    this.#path = path
    this.#before = readBytes(path)
    this.#document = parseDocument(Buffer.from(this.#before).toString('utf8'))
  }

  set(path: readonly string[], value: unknown): void {
    this.#document.setIn(path, this.#document.createNode(value))
    this.#isChanged = true
  }

  add(path: readonly string[], value: unknown): void {
    this.#document.addIn(path, this.#document.createNode(value))
    this.#isChanged = true
  }

  get change(): FileChange {
    const before = this.#before
    return { path: this.#path, before, after: this.#isChanged ? Buffer.from(String(this.#document)) : before }
  }
}

/** @throws HubtrustError CLI_USAGE_BAD_VALUE */
export function routesAsked(input: Input, port: number, command: string): readonly Route[] {
  return input.list('route').map((text) => {
    const route = routeOf(text, port)
    if (route !== undefined) return route
    throw failure('CLI_USAGE_BAD_VALUE', { option: '--route', value: text, choices: 'DOMAIN=HOST[:PORT]', command })
  })
}

/** Whom the mail server is asked about to show what it hears now; that there is nobody is told. */
export async function peersShown(context: Context): Promise<readonly Server[]> {
  const own = context.configuration().server.name
  const peers = (await context.directory()).servers().filter(({ name }) => name !== own)
  if (peers.length === 0) context.note(context.word('setup.no-peer'))
  return peers.filter(({ certificates }) => certificates.length > 0)
}

/** How a set-up is taken back. */
export interface Undoing {
  readonly program: string
  readonly command: string
  /** @param paths of the files that were put back @returns false when it does not run */
  reload(paths: readonly string[]): Promise<boolean>
}

export async function undo(context: Context, input: Input, undoing: Undoing): Promise<number> {
  const { program, command } = undoing
  const configuration = context.configuration()
  const kept = keptFolder(configuration, command)
  const record = keptFiles(kept, command)
  const files = pathsOf(record.files)
  await context.confirm(context.word('setup.change-undo', { files, at: record.at }), input.flag('yes'))
  putBack(kept, record)
  const paths = record.files.map(({ path }) => path)
  // The mail server first: it must not ask a gateway that does not answer any more.
  if (await undoing.reload(paths)) context.note(context.word('setup.reloaded', { program }))
  const running = await askStatus(configuration)
  if (running !== undefined) process.kill(running.pid, 'SIGHUP')
  context.note(context.word('setup.undone', { files }))
  if (context.isJson) context.outJson({ restored: paths })
  return 0
}
