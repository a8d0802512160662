/** `edge accept`: inside, a perimeter host is taken in by the token it has made. */
import { failure } from '../../core/errors.ts'
import { askEdgeSync } from '../../daemon/control.ts'
import { accept, openToken } from '../../daemon/edge-subscription.ts'
import { readText } from '../../disk/files.ts'
import type { Run } from '../command.ts'
import { checkedAddress } from './server-add.ts'

const TOKEN_BYTES_MAX = 128 * 1024

export const run: Run = async (context, input) => {
  context.requireRight('action.server')
  const configuration = context.configuration()
  const path = input.argument(0)
  const directory = await context.directory()
  const { clock } = context
  const token = openToken(readText(path, { bytesMax: TOKEN_BYTES_MAX }), { path, clock, directory })
  const { edge: server, fingerprint, expires } = token
  if (server === configuration.server.name)
    throw failure('EDGE_TOKEN_REFUSED', { path, trouble: `it is of ${server}, this very server` })
  const addresses = token.addresses.join(', ')
  await context.confirm(context.word('edge.change-accept', { server, addresses, fingerprint }), input.flag('yes'))
  const mail = input.list('address').map((text) => checkedAddress(text))
  const known = await accept({ configuration, directory, token, addresses: mail })
  if (context.isJson) context.outJson({ server: known, pushedTo: token.addresses, expires })
  context.note(context.word('edge.accepted', { server, path }))
  if ((await askEdgeSync(configuration, server)) === undefined) context.note(context.word('edge.not-running'))
  return 0
}
