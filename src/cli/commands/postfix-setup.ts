/** `postfix setup`: Postfix asks Hubtrust from now on; `--undo` puts every file back as it was. */
import { join, resolve } from 'node:path'
import type { PolicyLane } from '../../model/configuration.ts'
import { policyTable, routesTable } from '../../postfix/setup.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { bytesIfPresent, type FileChange } from '../file-changes.ts'
import { editedBy, lookUp, readPostfix, reloadPostfix, told } from '../postfix-program.ts'
import {
  ConfigurationEdit,
  configurationAfter,
  peersShown,
  routesAsked,
  setUp,
  undo,
  type MailServer,
} from '../setup.ts'

const PROGRAM = { program: 'Postfix', command: 'postfix setup' } as const
const FOLDER = '/etc/postfix'
const QUEUE = '/var/spool/postfix'
const PORT = 2525
const LANE = { listen: 'unix:hubtrust/policy.sock' }

export const run: Run = async (context, input) => {
  context.requireRight('action.setup')
  const stated = input.text('postfix-config')
  if (input.flag('undo')) {
    const reload = (paths: readonly string[]) => {
      const main = paths.find((path) => path.endsWith('/main.cf'))
      return reloadPostfix(resolve(stated ?? (main === undefined ? FOLDER : join(main, '..'))))
    }
    return undo(context, input, { ...PROGRAM, reload })
  }
  return setUp(context, input, await postfixIn(context, input, resolve(stated ?? FOLDER)))
}

async function postfixIn(context: Context, input: Input, folder: string): Promise<MailServer> {
  const port = Number(input.text('port') ?? PORT)
  const routes = routesAsked(input, port, PROGRAM.command)
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
    ...PROGRAM,
    plan: { hubtrust, files: files.map(([path, after]) => ({ path, before: bytesIfPresent(path), after })) },
    chain: ({ postfix }) => postfix?.chain?.path,
    isAnswered: ({ postfix }) => (postfix?.policy.length ?? 0) > 0,
    check: async () => {
      await told('postfix', ['-c', folder, 'check'])
    },
    reload: () => reloadPostfix(folder),
    start: 'postfix start',
    // `postmap` does not go to the queue directory: it wants the whole path.
    showAnswers: () => showAnswers(context, { folder, port, map: policyTable(socketmap, undefined) }),
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

/** Only on such a lane does `OK` mean that a server of the directory may relay, and nobody else comes in. */
function isDedicated({ mode }: PolicyLane): boolean {
  return mode === 'dedicated'
}

/** The section `postfix` with what is missing in it. */
function configurationChange(
  context: Context,
  postfix: { readonly folder: string; readonly queue: string },
): FileChange {
  const { postfix: known } = context.configuration()
  const edit = new ConfigurationEdit(context.configuration())
  if (known === undefined && postfix.queue !== QUEUE) edit.set(['postfix', 'queueDirectory'], postfix.queue)
  if (known?.socketmap.length === 0) edit.set(['postfix', 'socketmap'], ['unix:hubtrust/tlspol.sock'])
  if (known === undefined || known.policy.length === 0) edit.set(['postfix', 'policy'], [LANE])
  else if (!known.policy.some(isDedicated)) edit.add(['postfix', 'policy'], LANE)
  if (known?.chain === undefined) {
    const reload = ['postfix', '-c', postfix.folder, 'reload']
    edit.set(['postfix', 'chain'], postfix.folder === FOLDER ? {} : { reload })
  }
  return edit.change
}

interface Asked {
  readonly folder: string
  readonly port: number
  readonly map: string
}

/** What Postfix hears of each server of the directory, asked with its own program. */
async function showAnswers(context: Context, { folder, port, map }: Asked): Promise<void> {
  for (const { name } of await peersShown(context)) {
    const hop = `[${name}]:${String(port)}`
    const answer = await lookUp(folder, hop, map)
    context.note(context.word('setup.answer', { hop, answer: answer.slice(0, 60) }))
  }
  context.note(context.word('setup.postfix-check'))
}
