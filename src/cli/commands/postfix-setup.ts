/** `postfix setup`: Postfix asks Hubtrust from now on; `--undo` puts every file back as it was. */
import { join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { isoTime } from '../../core/clock.ts'
import { failure } from '../../core/errors.ts'
import { parseConfiguration } from '../../daemon/configuration.ts'
import { askStatus, controlPath } from '../../daemon/control.ts'
import { fileExists, readBytes } from '../../disk/files.ts'
import type { Configuration, Place, PolicyLane } from '../../model/configuration.ts'
import { policyTable, routeOf, routesTable, type Route } from '../../postfix/setup.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { bytesIfPresent, isChange, keep, keptFiles, linesOf, putBack, write, type FileChange } from '../file-changes.ts'
import { editedBy, lookUp, readPostfix, reloadPostfix, told } from '../postfix-program.ts'

const FOLDER = '/etc/postfix'
const QUEUE = '/var/spool/postfix'
const PORT = 2525
const LANE = { listen: 'unix:hubtrust/policy.sock' }
/** How long the gateway may take to open its sockets and to write key and certificate. */
const ANSWER_MS = 15_000
const LOOK_MS = 100

export const run: Run = async (context, input) => {
  context.requireRight('action.setup')
  if (input.flag('undo')) return undo(context, input)
  const folder = resolve(input.text('postfix-config') ?? FOLDER)
  const plan = await planOf(context, input, folder)
  const changes = [plan.hubtrust, ...plan.postfix].filter(isChange)
  show(context, changes)
  const isDry = input.flag('dry-run')
  if (isDry || changes.length === 0) {
    context.note(context.word(changes.length === 0 ? 'postfix.nothing-to-do' : 'postfix.dry-run'))
  } else {
    await context.confirm(context.word('postfix.change', { files: pathsOf(changes) }), input.flag('yes'))
    await apply(context, { folder, plan, changes })
  }
  if (context.isJson) {
    const shown = changes.map((change) => ({ path: change.path, lines: linesOf(change) }))
    context.outJson({ changes: shown, applied: !isDry && changes.length > 0 })
  }
  return 0
}

interface Plan {
  readonly hubtrust: FileChange
  readonly postfix: readonly FileChange[]
  readonly socketmap: Place
  readonly port: number
}

async function planOf(context: Context, input: Input, folder: string): Promise<Plan> {
  const port = Number(input.text('port') ?? PORT)
  const routes = input.list('route').map((text) => checkedRoute(text, port))
  const facts = await readPostfix(folder)
  const queue = facts.settings['queue_directory'] ?? QUEUE
  const hubtrust = configurationChange(context, { folder, queue })
  const { socketmap, policy, chain } = answeringOf(hubtrust)
  const table = routes.length === 0 ? undefined : join(folder, 'hubtrust-routes')
  const { main, master } = await editedBy(folder, facts, { port, chain: chain.path, socketmap, policy, routes: table })
  const files = [
    ...(table === undefined ? [] : [[table, Buffer.from(routesTable(routes))] as const]),
    [join(folder, 'main.cf'), main] as const,
    [join(folder, 'master.cf'), master] as const,
  ]
  return {
    hubtrust,
    postfix: files.map(([path, after]) => ({ path, before: bytesIfPresent(path), after })),
    socketmap,
    port,
  }
}

/** Where the gateway answers Postfix once the configuration is what it becomes. */
function answeringOf(change: FileChange) {
  const { postfix } = configurationAfter(change)
  const [socketmap] = postfix?.socketmap ?? []
  const policy = postfix?.policy.find(isDedicated)?.listen
  const chain = postfix?.chain
  if (socketmap === undefined || policy === undefined || chain === undefined)
    throw new TypeError('the configuration was made without what Postfix asks')
  return { socketmap, policy, chain }
}

function configurationAfter({ path, after }: FileChange): Configuration {
  return parseConfiguration(Buffer.from(after).toString('utf8'), path)
}

/** Only on such a lane does `OK` mean that a server of the directory may relay, and nobody else comes in. */
function isDedicated({ mode }: PolicyLane): boolean {
  return mode === 'dedicated'
}

function checkedRoute(text: string, port: number): Route {
  const route = routeOf(text, port)
  if (route !== undefined) return route
  const choices = 'DOMAIN=HOST[:PORT]'
  throw failure('CLI_USAGE_BAD_VALUE', { option: '--route', value: text, choices, command: 'postfix setup' })
}

/** The section `postfix` with what is missing in it; comments and order stay. */
function configurationChange(
  context: Context,
  postfix: { readonly folder: string; readonly queue: string },
): FileChange {
  const { path, postfix: known } = context.configuration()
  const before = readBytes(path)
  const document = parseDocument(before.toString('utf8'))
  let isChanged = false
  const set = (name: string, value: unknown) => {
    document.setIn(['postfix', name], document.createNode(value))
    isChanged = true
  }
  if (known === undefined && postfix.queue !== QUEUE) set('queueDirectory', postfix.queue)
  if (known?.socketmap.length === 0) set('socketmap', ['unix:hubtrust/tlspol.sock'])
  if (known === undefined || known.policy.length === 0) set('policy', [LANE])
  else if (!known.policy.some(isDedicated)) {
    document.addIn(['postfix', 'policy'], document.createNode(LANE))
    isChanged = true
  }
  if (known?.chain === undefined) {
    const reload = ['postfix', '-c', postfix.folder, 'reload']
    set('chain', postfix.folder === FOLDER ? {} : { reload })
  }
  return { path, before, after: isChanged ? Buffer.from(String(document)) : before }
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

interface Applying {
  readonly folder: string
  readonly plan: Plan
  readonly changes: readonly FileChange[]
}

async function apply(context: Context, { folder, plan, changes }: Applying): Promise<void> {
  const configuration = context.configuration()
  const running = await askStatus(configuration)
  // Without anybody who answers Postfix would hold back all mail.
  if (running === undefined) throw failure('DAEMON_NOT_RUNNING', { socket: controlPath(configuration) })
  const takeBack = keep(keptFolder(configuration), changes, isoTime(context.clock.nowMs()))
  try {
    write(plan.hubtrust)
    process.kill(running.pid, 'SIGHUP')
    context.note(context.word('postfix.waiting'))
    await untilAnswered(context, configurationAfter(plan.hubtrust))
    for (const change of plan.postfix.filter(isChange)) write(change)
    await told('postfix', ['-c', folder, 'check'])
  } catch (error) {
    takeBack()
    process.kill(running.pid, 'SIGHUP')
    throw error
  }
  const isReloaded = await reloadPostfix(folder)
  context.note(context.word(isReloaded ? 'postfix.reloaded' : 'postfix.not-running'))
  await showAnswers(context, folder, plan)
  context.note(context.word('postfix.done'))
}

function keptFolder({ stateFolder }: Configuration): string {
  return join(stateFolder, 'postfix-setup')
}

/** Until its sockets are open and key and certificate are there. @throws HubtrustError POSTFIX_NOT_ANSWERED */
async function untilAnswered({ clock }: Context, configuration: Configuration): Promise<void> {
  const deadline = clock.elapsedMs() + ANSWER_MS
  const chain = configuration.postfix?.chain?.path ?? ''
  for (;;) {
    const status = await askStatus(configuration)
    if ((status?.postfix?.policy.length ?? 0) > 0 && fileExists(chain)) return
    if (clock.elapsedMs() > deadline) throw failure('POSTFIX_NOT_ANSWERED', { seconds: ANSWER_MS / 1_000 })
    await new Promise((done) => setTimeout(done, LOOK_MS))
  }
}

/** What Postfix hears of each server of the directory, asked with its own program. */
async function showAnswers(context: Context, folder: string, { socketmap, port }: Plan): Promise<void> {
  const own = context.configuration().server.name
  const peers = (await context.directory()).servers().filter(({ name }) => name !== own)
  if (peers.length === 0) context.note(context.word('postfix.no-peer'))
  // `postmap` does not go to the queue directory: it wants the whole path.
  const map = policyTable(socketmap, undefined)
  for (const { name, certificates } of peers) {
    if (certificates.length === 0) continue
    const hop = `[${name}]:${String(port)}`
    const answer = await lookUp(folder, hop, map)
    context.note(context.word('postfix.answer', { hop, answer: answer.slice(0, 60) }))
  }
}

async function undo(context: Context, input: Input): Promise<number> {
  const configuration = context.configuration()
  const kept = keptFolder(configuration)
  const record = keptFiles(kept)
  const files = pathsOf(record.files)
  await context.confirm(context.word('postfix.change-undo', { files, at: record.at }), input.flag('yes'))
  putBack(kept, record)
  const main = record.files.map(({ path }) => path).find((path) => path.endsWith('/main.cf'))
  const folder = resolve(input.text('postfix-config') ?? (main === undefined ? FOLDER : join(main, '..')))
  // Postfix first: it must not ask a gateway that does not answer any more.
  if (await reloadPostfix(folder)) context.note(context.word('postfix.reloaded'))
  const running = await askStatus(configuration)
  if (running !== undefined) process.kill(running.pid, 'SIGHUP')
  context.note(context.word('postfix.undone', { files }))
  if (context.isJson) context.outJson({ restored: record.files.map(({ path }) => path) })
  return 0
}
