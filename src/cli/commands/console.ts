/** `console link`, `console user …` and `console token …`: who may use the console. A running gateway sees each change at once. */
import { failure } from '../../core/errors.ts'
import { table } from '../../core/layout.ts'
import { Access, type Named, type Rights } from '../../console/access.ts'
import { accountName, CONSOLE_ROLES, type ConsoleRole } from '../../console/contract/session.ts'
import { askStatus } from '../../daemon/control.ts'
import { accountOf, currentAccount } from '../../disk/accounts.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { choosePassword } from '../password.ts'
import * as v from 'valibot'

export const link: Run = async (context, input) => {
  context.requireRight('action.console')
  const configuration = context.configuration()
  const url = await urlOf(configuration)
  const rights = rightsOf(input, 'organization-admin')
  const address = `${url}/#link=${accessTo(context).newLink(rights)}`
  if (context.isJson) {
    context.outJson({ url: address, ...rights })
    return 0
  }
  context.note(context.word('console.link', { role: rights.role }))
  context.out(address)
  return 0
}

/** Where the running gateway says its console is, else where the configuration says so. @throws HubtrustError CONSOLE_OFF */
async function urlOf(configuration: Configuration): Promise<string> {
  const { console: settings, path, server } = configuration
  if (settings === undefined) throw failure('CONSOLE_OFF', { path })
  const running = (await askStatus(configuration))?.console
  if (running !== undefined) return running
  const { host, port } = settings.listen
  return settings.tls === undefined ? `http://${host}:${String(port)}` : `https://${server.name}:${String(port)}`
}

export const addUser: Run = async (context, input) => {
  context.requireRight('action.console')
  const name = nameOf(input, 'console user add')
  const rights = rightsOf(input, 'viewer')
  const password = await choosePassword(context, input)
  await accessTo(context).setAccount(name, rights, password.reveal())
  context.note(context.word('console.account-set', { name, role: rights.role }))
  if (context.isJson) context.outJson({ name, ...rights })
  return 0
}

export const listUsers: Run = (context) => {
  const accounts = accessTo(context).accounts()
  show(context, accounts, context.word('console.account'))
  if (accounts.length === 0) context.note(context.word('console.no-account'))
  return 0
}

export const removeUser: Run = async (context, input) => {
  context.requireRight('action.console')
  const name = nameOf(input, 'console user remove')
  const access = accessTo(context)
  if (access.account(name) === undefined) throw failure('CONSOLE_ACCOUNT_UNKNOWN', { name })
  await context.confirm(context.word('console.change-user-remove', { name }), input.flag('yes'))
  access.removeAccount(name)
  context.note(context.word('console.account-removed', { name }))
  if (context.isJson) context.outJson({ removed: name })
  return 0
}

export const newToken: Run = (context, input) => {
  context.requireRight('action.console')
  const name = nameOf(input, 'console token new')
  const rights = rightsOf(input, 'viewer')
  const token = accessTo(context).newToken(name, rights)
  if (context.isJson) context.outJson({ name, ...rights, token })
  else {
    context.note(context.word('console.token-new', { name, role: rights.role }))
    context.out(token)
  }
  return 0
}

export const listTokens: Run = (context) => {
  const tokens = accessTo(context).tokens()
  show(context, tokens, context.word('console.token'))
  if (tokens.length === 0) context.note(context.word('console.no-token'))
  return 0
}

export const removeToken: Run = async (context, input) => {
  context.requireRight('action.console')
  const name = nameOf(input, 'console token remove')
  const access = accessTo(context)
  if (!access.tokens().some((token) => token.name === name)) throw failure('CONSOLE_TOKEN_UNKNOWN', { name })
  await context.confirm(context.word('console.change-token-remove', { name }), input.flag('yes'))
  access.removeToken(name)
  context.note(context.word('console.token-removed', { name }))
  if (context.isJson) context.outJson({ removed: name })
  return 0
}

/** As root, files belong to the account of the gateway, which has to read them. */
function accessTo(context: Context): Access {
  const { stateFolder, account } = context.configuration()
  const found = currentAccount().uid === 0 ? accountOf(account) : undefined
  const owner = found === undefined ? undefined : { uid: found.uid, gid: found.gid }
  return new Access({ stateFolder, clock: context.clock, owner })
}

function nameOf(input: Input, command: string): string {
  const name = input.argument(0)
  if (v.is(accountName, name)) return name
  throw failure('CLI_USAGE_BAD_VALUE', { option: 'NAME', value: name, choices: 'A-Z a-z 0-9 . _ @ -', command })
}

function rightsOf(input: Input, otherwise: ConsoleRole): Rights {
  const role = CONSOLE_ROLES.find((known) => known === input.text('role')) ?? otherwise
  const servers = input.list('servers')
  return servers.length === 0 ? { role } : { role, servers }
}

function show(context: Context, named: readonly Named[], heading: string): void {
  if (context.isJson) {
    context.outJson(named.map(({ name, role, servers, since }) => ({ name, role, servers, since })))
    return
  }
  if (named.length === 0) return
  const header = [heading, ...(['role', 'servers', 'since'] as const).map((word) => context.word(`console.${word}`))]
  const rows = named.map(({ name, role, servers, since }) => [
    name,
    role,
    servers?.join(', ') ?? context.word('console.all'),
    since,
  ])
  context.out(table(header, rows))
}
