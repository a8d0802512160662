/** `server enable`, `disable`, `withdraw` and `remove`: what ends trust is asked first. */
import { failure } from '../../core/errors.ts'
import type { Run } from '../command.ts'
import { knownServer } from '../server-name.ts'

export const enable: Run = async (context, input) => {
  context.requireRight('action.server')
  const { name } = await knownServer(context, input.argument(0))
  const server = await (await context.directory()).change(name, { enabled: true })
  context.note(context.word('server.is-enabled', { server: name }))
  if (context.isJson) context.outJson(server)
  return 0
}

export const disable: Run = async (context, input) => {
  context.requireRight('action.server')
  const { name } = await knownServer(context, input.argument(0))
  await context.confirm(context.word('server.change-disable', { server: name }), input.flag('yes'))
  const server = await (await context.directory()).change(name, { enabled: false })
  context.note(context.word('server.is-disabled', { server: name }))
  if (context.isJson) context.outJson(server)
  return 0
}

export const withdraw: Run = async (context, input) => {
  context.requireRight('action.server')
  const { name, certificates } = await knownServer(context, input.argument(0))
  const asked = input.argument(1).replace(/[\s:]/g, '').toUpperCase()
  const matching = certificates.filter(
    ({ thumbprint, fingerprint }) => thumbprint.startsWith(asked) || fingerprint.startsWith(asked),
  )
  const [certificate, second] = matching
  if (certificate === undefined || second !== undefined || asked.length < 6) {
    throw failure('CLI_NOT_PUBLISHED', { server: name, thumbprint: input.argument(1) })
  }
  const { thumbprint, fingerprint } = certificate
  await context.confirm(context.word('server.change-withdraw', { server: name, thumbprint }), input.flag('yes'))
  const server = await (await context.directory()).withdraw(name, fingerprint)
  context.note(context.word('server.withdrawn', { server: name, thumbprint }))
  if (context.isJson) context.outJson(server)
  return 0
}

export const remove: Run = async (context, input) => {
  context.requireRight('action.server')
  const { name, certificates } = await knownServer(context, input.argument(0))
  await context.confirm(
    context.word('server.change-remove', { server: name, count: certificates.length }),
    input.flag('yes'),
  )
  await (await context.directory()).remove(name)
  context.note(context.word('server.removed', { server: name }))
  if (context.isJson) context.outJson({ removed: name })
  return 0
}
