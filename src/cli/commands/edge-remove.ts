/** `edge remove`: inside, an edge is trusted no more; on an edge, its open tokens are worth nothing any more. */
import { failure } from '../../core/errors.ts'
import { standingOf } from '../../directory/edge/admission.ts'
import { readEdges, readSubscriptions, writeEdge, writeSubscriptions } from '../../directory/edge/records.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { serverName } from '../server-name.ts'

export const run: Run = async (context, input) => {
  context.requireRight('action.server')
  if (context.configuration().directory.edge !== undefined) return forget(context, input)
  const asked = input.arguments[0]
  if (asked === undefined)
    throw failure('CLI_USAGE_MISSING_ARGUMENT', {
      argument: 'EDGE',
      command: 'edge remove',
      usage: 'hubtrust edge remove EDGE',
    })
  const configuration = context.configuration()
  const server = serverName(asked)
  const directory = await context.directory()
  const known = directory.server(server)
  const isEdge = known?.roles.includes('edge') === true
  if (!isEdge && readEdges(configuration)[server] === undefined) throw failure('EDGE_UNKNOWN', { server })
  await context.confirm(context.word('edge.change-remove', { server }), input.flag('yes'))
  if (isEdge) await directory.remove(server)
  writeEdge(configuration, server, undefined)
  context.note(context.word('edge.removed', { server }))
  if (context.isJson) context.outJson({ removed: server })
  return 0
}

async function forget(context: Context, input: Input): Promise<number> {
  const configuration = context.configuration()
  const all = readSubscriptions(configuration)
  const kept = all.filter((one) => standingOf(one, context.clock.nowMs()) !== 'open')
  const count = all.length - kept.length
  if (count > 0) await context.confirm(context.word('edge.change-forget', { count }), input.flag('yes'))
  writeSubscriptions(configuration, kept)
  context.note(context.word('edge.forgotten'))
  if (context.isJson) context.outJson({ forgotten: count })
  return 0
}
