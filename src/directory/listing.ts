/** All servers of a directory with their certificates, as a text to keep or to take elsewhere: JSON, or LDIF (RFC 2849). */
import * as v from 'valibot'
import { ROLES, type Role } from '../model/server.ts'
import type { DirectoryReader } from './contract.ts'
import { deviceDescription, mapEntry } from './ldap/mapping.ts'

export interface ListedServer {
  readonly name: string
  readonly roles: readonly Role[]
  readonly addresses: readonly string[]
  readonly enabled: boolean
  /** DER. */
  readonly certificates: readonly Uint8Array[]
}

const LISTING = v.object({
  servers: v.array(
    v.object({
      name: v.string(),
      roles: v.array(v.picklist(ROLES)),
      addresses: v.array(v.string()),
      enabled: v.boolean(),
      certificates: v.array(v.pipe(v.string(), v.base64())),
    }),
  ),
})
/** Of every entry of a text; what names it for good is the directory's to say. */
const NOBODY = Buffer.from('00000000-0000-0000-0000-000000000000')

export function listedServers(directory: DirectoryReader): readonly ListedServer[] {
  return directory.servers().map(({ name, roles, addresses, enabled, certificates }) => ({
    ...{ name, roles, addresses, enabled },
    certificates: certificates.flatMap(({ fingerprint }) => directory.certificateDer(fingerprint) ?? []),
  }))
}

export function jsonListing(servers: readonly ListedServer[]): { readonly servers: readonly unknown[] } {
  return {
    servers: servers.map((server) => ({ ...server, certificates: server.certificates.map(base64) })),
  }
}

/** Entries of `device` with `pkiUser` right under the base. */
export function ldifListing(servers: readonly ListedServer[], base: string): string {
  return servers
    .map(({ name, certificates, ...state }) =>
      [
        `dn: cn=${name},${base}`,
        ...['objectClass: device', 'objectClass: pkiUser', `cn: ${name}`],
        ...deviceDescription([], state).map((text) => `description: ${text}`),
        ...certificates.map((der) => folded(`userCertificate;binary:: ${base64(der)}`)),
        '',
      ].join('\n'),
    )
    .join('\n')
}

/** Either form. @throws Error that says what is wrong with it */
export function readListing(text: string): readonly ListedServer[] {
  if (!text.trimStart().startsWith('{')) return readLdif(text)
  const { success, output } = v.safeParse(LISTING, JSON.parse(text))
  if (!success) throw new Error('it is JSON, but no list of servers')
  return output.servers.map((server) => ({
    ...server,
    certificates: server.certificates.map((certificate) => Buffer.from(certificate, 'base64')),
  }))
}

function readLdif(text: string): readonly ListedServer[] {
  const records = text.replaceAll('\r\n', '\n').replaceAll('\n ', '').split(/\n\n+/)
  return records.flatMap((record) => {
    const attributes = new Map<string, Buffer[]>([['entryUUID', [NOBODY]]])
    let dn = ''
    for (const line of record.split('\n')) {
      if (line === '' || line.startsWith('#') || /^version:/i.test(line)) continue
      const [, name = '', isEncoded, value = ''] = /^([^:\s]+):(:?)\s*(.*)$/.exec(line) ?? []
      if (name === '') throw new Error(`"${line.slice(0, 40)}" is no line of LDIF`)
      if (name.toLowerCase() === 'dn') dn = value
      else
        attributes.set(name, [
          ...(attributes.get(name) ?? []),
          Buffer.from(value, isEncoded === '' ? 'utf8' : 'base64'),
        ])
    }
    const classes = valuesOf(attributes, 'objectclass')
    if (!classes.includes('pkiuser') || !classes.includes('device')) return []
    const { entry } = mapEntry('device', dn, attributes)
    return entry === undefined ? [] : [entry]
  })
}

function valuesOf(attributes: ReadonlyMap<string, readonly Buffer[]>, wanted: string): readonly string[] {
  return [...attributes].flatMap(([name, values]) =>
    name.toLowerCase() === wanted ? values.map((value) => value.toString('utf8').toLowerCase()) : [],
  )
}

const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64')

/** Lines of 76 at most, the next ones behind a space. */
function folded(line: string): string {
  return [line.slice(0, 76), ...(line.slice(76).match(/.{1,75}/g) ?? [])].join('\n ')
}
