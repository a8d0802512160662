/** What every directory asks of names and of what it knows, whatever stands behind it. */
import { failure } from '../core/errors.ts'
import type { Server } from '../model/server.ts'
import { isDnsName } from '../x509/names.ts'
import type { DirectoryReader } from './contract.ts'

type Knowing = Pick<DirectoryReader, 'server'>

/** As directories keep it, in lower case; undefined for what can be no server's: it has to be fully qualified. */
export function serverNameOf(text: string): string | undefined {
  const name = text.toLowerCase()
  return name.includes('.') && isDnsName(name) ? name : undefined
}

/** @throws HubtrustError DIRECTORY_BAD_NAME */
export function newServerName(text: string): string {
  const name = serverNameOf(text)
  if (name === undefined) throw failure('DIRECTORY_BAD_NAME', { name: text })
  return name
}

/** @throws HubtrustError DIRECTORY_UNKNOWN_SERVER */
export function knownServer(directory: Knowing, name: string): Server {
  const server = directory.server(name)
  if (server === undefined) throw failure('DIRECTORY_UNKNOWN_SERVER', { name })
  return server
}

/** @throws HubtrustError DIRECTORY_UNKNOWN_SERVER, DIRECTORY_CONFLICT when it has another version by now */
export function expectedServer(directory: Knowing, name: string, expectedVersion: number | undefined): Server {
  const known = knownServer(directory, name)
  if (expectedVersion !== undefined && known.version !== expectedVersion)
    throw failure('DIRECTORY_CONFLICT', { name: known.name, expected: expectedVersion, actual: known.version })
  return known
}
