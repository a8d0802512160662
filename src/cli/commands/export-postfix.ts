/** `export postfix`: the answers to Postfix as tables, for those who want no daemon in the path. */
import { join, resolve } from 'node:path'
import { failure } from '../../core/errors.ts'
import { statOf, writeAtomic } from '../../disk/files.ts'
import { routesOf } from '../../postfix/routes.ts'
import { certificateTable, policyTable, type Table, type TablesQuestion } from '../../postfix/tables.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { bytesIfPresent } from '../file-changes.ts'
import { reloadPostfix, told } from '../postfix-program.ts'
import { viewOf } from './verify.ts'

const FOLDER = '/etc/postfix'
const TABLES = { policy: 'hubtrust-tls-policy', certificates: 'hubtrust-ccert' } as const
/** Anybody may know which servers are trusted; changing it is for root. */
const MODE = 0o644
/** Where other servers come in by, unless postfix setup was told another one. */
const PORT = 2525

export const run: Run = async (context, input) => {
  context.requireRight('action.setup')
  const folder = resolve(input.text('postfix-config') ?? FOLDER)
  const out = resolve(input.text('out') ?? folder)
  const { format } = context
  if (format !== 'texthash') await refuseUnknownType(folder, format)
  const question = await questionOf(context, input)
  const tables = [
    [TABLES.policy, policyTable(question)],
    [TABLES.certificates, certificateTable(question)],
  ] as const
  let isChanged = false
  for (const [name, table] of tables) {
    const path = join(out, name)
    isChanged = (await written({ folder, path, format }, table)) || isChanged
    context.note(context.word('export.written', { path: `${format}:${path}`, lines: table.lines }))
  }
  for (const { server, reason } of tables[0][1].deferred)
    context.note(context.word('export.deferred', { server, reason }))
  // What Postfix has read of a text it does not read again by itself.
  if (isChanged && format === 'texthash' && (await reloadPostfix(folder)))
    context.note(context.word('setup.reloaded', { program: 'Postfix' }))
  context.out(`smtp_tls_policy_maps = ${format}:${join(out, TABLES.policy)}`)
  context.out(`hubtrust_relay = check_ccert_access ${format}:${join(out, TABLES.certificates)}, defer`)
  return 0
}

async function questionOf(context: Context, input: Input): Promise<TablesQuestion> {
  const { postfix } = context.configuration()
  const directory = await context.directory()
  const servers = directory.servers()
  const nowMs = context.clock.nowMs()
  const domains = new Map((postfix?.domains ?? []).map(({ domain, server }) => [domain, server]))
  return {
    // Every certificate is judged by its dates now: nobody asks again before the next export.
    view: { trust: viewOf(context, directory), routes: routesOf(servers, { nowMs, untilMs: Infinity }), domains },
    servers,
    ports: [PORT, ...portsOf(input)],
    attributes: postfix?.attributes ?? [],
    nowMs,
  }
}

function portsOf(input: Input): readonly number[] {
  return input.list('port').map((text) => {
    const port = Number(text)
    if (Number.isInteger(port) && port > 0 && port <= 65_535) return port
    const choices = '1 … 65535'
    throw failure('CLI_USAGE_BAD_VALUE', { option: '--port', value: text, choices, command: 'export postfix' })
  })
}

/** @throws HubtrustError POSTFIX_NO_TABLE_TYPE, POSTFIX_PROGRAM_FAILED */
async function refuseUnknownType(folder: string, type: string): Promise<void> {
  const known = (await told('postconf', ['-c', folder, '-m'])).split('\n')
  if (!known.includes(type)) throw failure('POSTFIX_NO_TABLE_TYPE', { type, package: `postfix-${type}` })
}

interface Target {
  readonly folder: string
  readonly path: string
  readonly format: string
}

/** False when it was so already. */
async function written({ folder, path, format }: Target, { text }: Table): Promise<boolean> {
  const isCompiled = format !== 'texthash'
  const before = bytesIfPresent(path)
  const isSame = before !== undefined && Buffer.compare(before, text) === 0
  if (isSame && (!isCompiled || isFresh(`${path}.${format}`, path))) return false
  writeAtomic(path, text, { mode: MODE })
  if (isCompiled) await told('postmap', ['-c', folder, `${format}:${path}`])
  return true
}

/** Made after its text: an export that was broken off in between is done again. */
function isFresh(compiled: string, path: string): boolean {
  const [made, text] = [statOf(compiled), statOf(path)]
  return made !== undefined && text !== undefined && made.mtimeMs >= text.mtimeMs
}
