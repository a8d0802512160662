/** `edge subscribe`: on a perimeter host, the token by which the inside takes it in. */
import { failure } from '../../core/errors.ts'
import { durationMs } from '../../daemon/configuration-schema.ts'
import { askStatus } from '../../daemon/control.ts'
import { subscribe } from '../../daemon/edge-subscription.ts'
import { writeAtomic } from '../../disk/files.ts'
import { endpointText, isLoopback } from '../../wire/addresses.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'

const VALID_FOR = '24h'
const LEAST_MS = 60_000
const MOST_MS = 30 * 24 * 3_600_000

export const run: Run = async (context, input) => {
  context.requireRight('action.server')
  const configuration = context.configuration()
  const { edge: settings, kind } = configuration.directory
  if (settings === undefined) throw failure('EDGE_NOT_AN_EDGE', { kind })
  const path = input.text('out')
  if (path === undefined) throw failure('CLI_USAGE_MISSING_VALUE', { option: '--out', command: 'edge subscribe' })
  const validForMs = validFor(input)
  const listen = (await askStatus(configuration))?.edge?.listen ?? endpointText(settings.listen)
  const asked = input.list('address')
  const { inUse } = await context.selection('inbound')
  const addresses = asked.length === 0 ? [reachable(context, listen)] : asked.map((text) => checked(text))
  const { clock } = context
  const made = subscribe({ configuration, store: context.store(), clock, inUse, addresses, validForMs })
  writeAtomic(path, made.token, { mode: 0o600 })
  const { fingerprint, expires } = made
  if (context.isJson) context.outJson({ path, edge: configuration.server.name, addresses, fingerprint, expires })
  context.note(context.word('edge.token-written', { path, expires, fingerprint }))
  if (asked.length === 0 && isLoopback(settings.listen.host))
    context.note(context.word('edge.listens-loopback', { listen }))
  context.note(context.word('edge.next-accept', { path }))
  return 0
}

function validFor(input: Input): number {
  const text = input.text('expires') ?? VALID_FOR
  const ms = /^\d{1,6}(ms|s|m|h|d)$/.test(text) ? durationMs(text) : 0
  if (ms >= LEAST_MS && ms <= MOST_MS) return ms
  const choices = '1m … 30d'
  throw failure('CLI_USAGE_BAD_VALUE', { option: '--expires', value: text, choices, command: 'edge subscribe' })
}

/** By its name, at the port it really listens on. */
function reachable(context: Context, listen: string): string {
  const port = listen.slice(listen.lastIndexOf(':') + 1)
  return `${context.configuration().server.name}:${port}`
}

function checked(text: string): string {
  if (/^(\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9.-]*):\d{1,5}$/i.test(text)) return text
  const place = { option: '--address', choices: 'HOST:PORT', command: 'edge subscribe' }
  throw failure('CLI_USAGE_BAD_VALUE', { ...place, value: text })
}
