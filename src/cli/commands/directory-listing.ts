/** `directory export` and `import`: from one directory into another; what is there already stays. */
import { failure, reasonOf } from '../../core/errors.ts'
import type { Directory } from '../../directory/contract.ts'
import { jsonListing, ldifListing, listedServers, readListing, type ListedServer } from '../../directory/listing.ts'
import { readText, writeAtomic } from '../../disk/files.ts'
import { fingerprintOf } from '../../x509/parse.ts'
import type { Run } from '../command.ts'
import { serverName } from '../server-name.ts'

const LISTING_BYTES_MAX = 512 * 1024 * 1024
const BASE = 'ou=hubtrust,dc=corp,dc=example'

export const exportServers: Run = async (context, input) => {
  const servers = listedServers(await context.directory())
  const base = input.text('base') ?? context.configuration().directory.ldap?.base ?? BASE
  const text =
    context.format === 'ldif' ? ldifListing(servers, base) : `${JSON.stringify(jsonListing(servers), undefined, 2)}\n`
  const file = input.text('out')
  if (file === undefined) context.out(text.trimEnd())
  else {
    writeAtomic(file, text, { mode: 0o644 })
    context.note(context.word('certificate.written', { path: file }))
  }
  return 0
}

export const importServers: Run = async (context, input) => {
  context.requireRight('action.server')
  const path = input.argument(0)
  const servers = read(path)
  // A name that cannot be one stops it before anything is written.
  for (const { name } of servers) serverName(name)
  const directory = await context.directory()
  const missing = servers.map((server) => ({ server, certificates: unpublished(directory, server) }))
  const count = missing.reduce((sum, { certificates }) => sum + certificates.length, 0)
  const added = servers.filter(({ name }) => directory.server(name) === undefined).length
  if (added > 0 || count > 0)
    await context.confirm(
      context.word('directory.change-import', { servers: added, certificates: count }),
      input.flag('yes'),
    )
  for (const { server, certificates } of missing) await take(directory, server, certificates)
  context.note(context.word('directory.imported', { servers: added, certificates: count }))
  if (context.isJson) context.outJson({ added, published: count, read: servers.length })
  return 0
}

function read(path: string): readonly ListedServer[] {
  const text = readText(path, { bytesMax: LISTING_BYTES_MAX })
  try {
    return readListing(text)
  } catch (error) {
    throw failure('DIRECTORY_BAD_LISTING', { path, reason: reasonOf(error) }, error)
  }
}

function unpublished(directory: Directory, { name, certificates }: ListedServer): readonly Uint8Array[] {
  const published = directory.server(name)?.certificates.map(({ fingerprint }) => fingerprint) ?? []
  return certificates.filter((der) => !published.includes(fingerprintOf(der)))
}

async function take(directory: Directory, server: ListedServer, certificates: readonly Uint8Array[]): Promise<void> {
  const { name, roles, addresses, enabled } = server
  const isNew = directory.server(name) === undefined
  if (isNew) await directory.add({ name, roles, addresses })
  // Before anything is published for it: a disabled server is trusted at no time.
  if (isNew && !enabled) await directory.change(name, { enabled })
  for (const der of certificates) await directory.publish(name, der)
}
