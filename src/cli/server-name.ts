/** Servers as a person names them on the command line. */
import { failure } from '../core/errors.ts'
import type { Server } from '../model/server.ts'
import type { Context } from './context.ts'

/** Lower case without a trailing dot; refused when it cannot be a fully qualified host name. */
export function serverName(text: string): string {
  const name = text.toLowerCase().replace(/\.$/, '')
  const isName =
    name.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)
  if (!isName) throw failure('CLI_BAD_NAME', { name: text })
  return name
}

export async function knownServer(context: Context, text: string): Promise<Server> {
  const name = serverName(text)
  const server = (await context.directory()).server(name)
  if (server === undefined) throw failure('CLI_UNKNOWN_SERVER', { server: name })
  return server
}
