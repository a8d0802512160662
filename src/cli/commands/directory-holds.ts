/** `directory holds` and `confirm`: withdrawals of many that wait for somebody to say that they are meant. */
import { table } from '../../core/layout.ts'
import { failure } from '../../core/errors.ts'
import { confirmHolds, copyStateOf } from '../../daemon/holds.ts'
import type { Run } from '../command.ts'
import { serverName } from '../server-name.ts'

export const run: Run = (context) => {
  const { holds } = copyStateOf({ configuration: context.configuration(), clock: context.clock })
  if (context.isJson) context.outJson(holds.map(({ name, cause, reason, at }) => ({ name, cause, reason, at })))
  else if (holds.length === 0) context.note(context.word('directory.no-holds'))
  else {
    const header = (['hold-name', 'hold-cause', 'hold-reason', 'hold-at'] as const).map((key) =>
      context.word(`directory.${key}`),
    )
    const rows = holds.map(({ name, cause, reason, at }) => [
      name,
      context.word(`directory.cause-${cause}`),
      context.word(`directory.reason-${reason}`),
      at,
    ])
    context.out(table(header, rows))
    context.note(context.word('directory.next-confirm'))
  }
  return 0
}

export const confirm: Run = async (context, input) => {
  context.requireRight('action.server')
  const here = { configuration: context.configuration(), clock: context.clock }
  const held = copyStateOf(here).holds.map(({ name }) => name)
  const asked = input.flag('all') ? held : input.arguments.map(serverName)
  if (asked.length === 0 && !input.flag('all'))
    throw failure('CLI_USAGE_MISSING_ARGUMENT', {
      ...{ argument: 'NAME', command: 'directory confirm' },
      usage: 'hubtrust directory confirm [NAME...] [--all]',
    })
  const names = asked.filter((name) => held.includes(name))
  if (names.length === 0) {
    context.note(context.word('directory.no-holds'))
    if (context.isJson) context.outJson({ confirmed: [] })
    return 0
  }
  await context.confirm(context.word('directory.change-confirm', { servers: names.join(', ') }), input.flag('yes'))
  const confirmed = await confirmHolds(here, names)
  if (context.isJson) context.outJson({ confirmed })
  context.note(context.word('directory.confirmed', { servers: confirmed.join(', ') || '-' }))
  return 0
}
