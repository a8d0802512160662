/** `exim setup`: the Exim of Debian asks Hubtrust from now on; `--undo` puts every file back as it was. */
import { join } from 'node:path'
import { failure } from '../../core/errors.ts'
import { fileExists, readTextIfPresent } from '../../disk/files.ts'
import {
  checkText,
  eximRoutes,
  SECTIONS,
  snippets,
  SPLIT_FILES,
  splitFile,
  statesPorts,
  withSnippets,
  type EximWish,
} from '../../postfix/exim-setup.ts'
import { isLoopback } from '../../wire/addresses.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { expanded, lackedFeature, reloadExim, settingOf, toldExim } from '../exim-program.ts'
import { bytesIfPresent, type FileChange } from '../file-changes.ts'
import {
  ConfigurationEdit,
  configurationAfter,
  peersShown,
  routesAsked,
  setUp,
  undo,
  type MailServer,
} from '../setup.ts'

const PROGRAM = { program: 'Exim', command: 'exim setup' } as const
const FOLDER = '/etc/exim4'
/** What Exim reads in place of Debian's configuration when it is there. */
const OWN = join(FOLDER, 'exim4.conf')
const CHOICES = join(FOLDER, 'update-exim4.conf.conf')
const TEMPLATE = join(FOLDER, 'exim4.conf.template')
const ROUTES = join(FOLDER, 'hubtrust-routes')
const PORT = 2525
const REGENERATE = 'update-exim4.conf'

export const run: Run = async (context, input) => {
  context.requireRight('action.setup')
  if (input.flag('undo')) {
    const reload = async () => {
      await toldExim(REGENERATE, [])
      return reloadExim()
    }
    return undo(context, input, { ...PROGRAM, reload })
  }
  return setUp(context, input, await eximHere(context, input))
}

async function eximHere(context: Context, input: Input): Promise<MailServer> {
  const port = Number(input.text('port') ?? PORT)
  const routes = routesAsked(input, port, PROGRAM.command)
  refuseTakenPort(context, port)
  const isSplit = splitOrNot()
  const lacked = await lackedFeature()
  if (lacked !== undefined) throw failure('EXIM_LACKS', { feature: lacked })
  const hubtrust = configurationChange(context)
  const { check, chain } = answeringOf(hubtrust)
  const wish: EximWish = {
    check,
    chain: chain.path,
    port,
    routes: ROUTES,
    statesPorts: await portsStated(port, isSplit),
  }
  const table = routes.length > 0 || !fileExists(ROUTES) ? [change(ROUTES, eximRoutes(routes))] : []
  return {
    ...PROGRAM,
    plan: { hubtrust, files: [...table, ...(isSplit ? splitChanges(wish) : [templateChange(wish)])] },
    chain: ({ exim }) => exim?.chain?.path,
    isAnswered: ({ exim }) => (exim?.check.length ?? 0) > 0,
    // It reads what it has generated, and installs it only when Exim takes it.
    check: async () => {
      await toldExim(REGENERATE, [])
    },
    reload: reloadExim,
    start: 'systemctl start exim4',
    showAnswers: () => showAnswers(context, port, checkText(check)),
  }
}

/** @throws HubtrustError EXIM_PORT_TAKEN */
function refuseTakenPort(context: Context, port: number): void {
  const { gateway, path } = context.configuration()
  const connector = gateway.receive.find(({ listen }) => listen.port === port)
  if (connector !== undefined) throw failure('EXIM_PORT_TAKEN', { port, connector: connector.name, path })
}

/** @throws HubtrustError EXIM_OWN_CONFIGURATION */
function splitOrNot(): boolean {
  const choices = readTextIfPresent(CHOICES)
  if (fileExists(OWN)) throw failure('EXIM_OWN_CONFIGURATION', { path: OWN })
  if (choices === undefined) throw failure('EXIM_OWN_CONFIGURATION', { path: CHOICES })
  return /^\s*dc_use_split_config=['"]?true/im.test(choices)
}

/** @throws HubtrustError EXIM_PORTS_STATED */
async function portsStated(port: number, isSplit: boolean): Promise<boolean> {
  const earlier = readTextIfPresent(isSplit ? join(FOLDER, 'conf.d', SPLIT_FILES.main) : TEMPLATE) ?? ''
  const ports = await settingOf('daemon_smtp_ports')
  const isStatedHere = statesPorts(ports, port, earlier.includes('\ndaemon_smtp_ports = 25 : HUBTRUST_PORT\n'))
  if (isStatedHere === undefined) throw failure('EXIM_PORTS_STATED', { ports, port })
  return isStatedHere
}

function change(path: string, text: string): FileChange {
  return { path, before: bytesIfPresent(path), after: Buffer.from(text, 'latin1') }
}

function splitChanges(wish: EximWish): readonly FileChange[] {
  const texts = snippets(wish)
  return SECTIONS.map((section) => change(join(FOLDER, 'conf.d', SPLIT_FILES[section]), splitFile(texts[section])))
}

/** @throws HubtrustError EXIM_OWN_CONFIGURATION */
function templateChange(wish: EximWish): FileChange {
  const before = bytesIfPresent(TEMPLATE)
  const result = withSnippets(Buffer.from(before ?? []).toString('latin1'), snippets(wish))
  if ('missing' in result) throw failure('EXIM_OWN_CONFIGURATION', { path: `${TEMPLATE}: ${result.missing}` })
  return change(TEMPLATE, result.text)
}

/** The section `exim` with what is missing in it. */
function configurationChange(context: Context): FileChange {
  const { exim } = context.configuration()
  const edit = new ConfigurationEdit(context.configuration())
  if (exim?.chain === undefined) edit.set(['exim', 'chain'], {})
  return edit.change
}

/** Where the gateway answers Exim once the configuration is what it becomes. */
function answeringOf(hubtrust: FileChange) {
  const { exim } = configurationAfter(hubtrust)
  if (exim?.chain === undefined) throw new TypeError('the configuration was made without what Exim asks')
  return { check: exim.check, chain: exim.chain }
}

/** What Exim hears of each server of the directory, asked with its own program. */
async function showAnswers(context: Context, port: number, socket: string): Promise<void> {
  for (const { name, enabled, certificates } of await peersShown(context)) {
    const [certificate] = certificates
    if (!enabled || certificate === undefined) continue
    const question = `out ${certificate.fingerprint} ${certificate.thumbprint} ${name} - ${String(port)}`
    const answer = await expanded(`\${readsocket{${socket}}{${question}\\n}{3s}{}{does not answer}}`)
    context.note(context.word('setup.answer', { hop: `${name}:${String(port)}`, answer }))
  }
  const interfaces = (await settingOf('local_interfaces')).split(/[\s;]+/).filter((word) => !['', '<'].includes(word))
  if (interfaces.length > 0 && interfaces.every((one) => isLoopback(one)))
    context.note(context.word('setup.exim-loopback', { interfaces: interfaces.join(', ') }))
}
