/** The directory section of config.yaml: what its settings mean together. */
import type { Configuration, EdgeSettings, GuardSettings, LdapBind, LdapSettings } from '../model/configuration.ts'
import { addressOf, durationMs, type RawConfiguration } from './configuration-schema.ts'

type RawDirectory = RawConfiguration['directory']
type RawLdap = NonNullable<RawDirectory['ldap']>

/** As the schema says. */
const EDGE_LISTEN = '127.0.0.1:50636'
const EDGE_LEASE = '30s'

const LOOPBACK_URL = /^ldap:\/\/(127\.\d+\.\d+\.\d+|\[::1\]|localhost)(:\d+)?\/?$/

export interface DirectoryComplaint {
  readonly path: readonly (string | number)[]
  readonly problem: string
}

/** What no setting shows alone. */
export function directoryContradiction({ kind, ldap, edge }: RawDirectory): DirectoryComplaint | undefined {
  if (kind !== 'edge' && edge !== undefined) return complain('"edge" is for "kind: edge" only', 'edge')
  if (kind !== 'ldap') return ldap === undefined ? undefined : complain('"ldap" is for "kind: ldap" only', 'ldap')
  if (ldap === undefined) return complain('"ldap" is missing: say where the directory is')
  return transportContradiction(ldap) ?? bindContradiction(ldap)
}

function complain(problem: string, ...path: readonly (string | number)[]): DirectoryComplaint {
  return { path: ['directory', ...path], problem }
}

function transportContradiction({ urls, startTls, certificateFile, keyFile }: RawLdap): DirectoryComplaint | undefined {
  const bare = urls.findIndex((url) => url.startsWith('ldap://') && !startTls && !LOOPBACK_URL.test(url))
  if (bare >= 0) {
    const problem = `${urls[bare] ?? ''} without TLS lets anybody on the way decide who is trusted; use ldaps:// or "startTls: true"`
    return complain(problem, 'ldap', 'urls', bare)
  }
  if ((certificateFile === undefined) === (keyFile === undefined)) return undefined
  const stated = certificateFile === undefined ? 'keyFile' : 'certificateFile'
  return complain('"certificateFile" and "keyFile" go together', 'ldap', stated)
}

function bindContradiction(raw: RawLdap): DirectoryComplaint | undefined {
  const { urls, bind, bindDn, passwordFile, passwordVariable, certificateFile } = raw
  const ofBind = (problem: string) => complain(problem, 'ldap', 'bind')
  if (bind === 'simple') {
    if (bindDn === undefined) return ofBind('"bindDn" is missing: who binds')
    if ((passwordFile === undefined) !== (passwordVariable === undefined)) return undefined
    return ofBind('say where the password is: either "passwordFile" or "passwordVariable"')
  }
  if (bindDn !== undefined || passwordFile !== undefined || passwordVariable !== undefined)
    return ofBind('"bindDn" and the password are for "bind: simple" only')
  if (bind === 'external' && certificateFile === undefined && urls.some((url) => !url.startsWith('ldapi:')))
    return ofBind('"bind: external" needs "certificateFile" and "keyFile", except on ldapi')
  return undefined
}

export interface DirectoryPlaces {
  readonly defaultPath: string
  readonly absolute: (path: string) => string
}

export function directoryOf(
  { kind, path, maxStale, ldap, edge, guard }: RawDirectory,
  { defaultPath, absolute }: DirectoryPlaces,
): Configuration['directory'] {
  return {
    kind,
    path: path === undefined ? defaultPath : absolute(path),
    maxStaleMs: durationMs(maxStale),
    ldap: ldap === undefined ? undefined : ldapOf(ldap, absolute),
    edge: kind === 'edge' ? edgeOf(edge) : undefined,
    guard: guardOf(guard),
  }
}

/** Also where nothing is said of it. */
function edgeOf(edge: RawDirectory['edge']): EdgeSettings {
  return { listen: addressOf(edge?.listen ?? EDGE_LISTEN), leaseMs: durationMs(edge?.lease ?? EDGE_LEASE) }
}

function guardOf({ share, count }: RawDirectory['guard']): GuardSettings {
  return { shareMax: share, countMin: count }
}

function ldapOf(raw: RawLdap, absolute: (path: string) => string): LdapSettings {
  const file = (path: string | undefined) => (path === undefined ? undefined : absolute(path))
  return {
    urls: raw.urls.map((url) => url.replace(/\/$/, '')),
    base: raw.base,
    mapping: raw.mapping,
    filter: raw.filter,
    startTls: raw.startTls,
    caFile: file(raw.caFile),
    pins: raw.pins.map((pin) => pin.replaceAll(':', '').toUpperCase()),
    certificateFile: file(raw.certificateFile),
    keyFile: file(raw.keyFile),
    bind: bindOf(raw, absolute),
    follow: raw.follow,
    pollMs: durationMs(raw.poll),
  }
}

function bindOf(
  { bind, bindDn, passwordFile, passwordVariable }: RawLdap,
  absolute: (path: string) => string,
): LdapBind {
  if (bind !== 'simple') return { method: bind }
  const password = passwordFile === undefined ? { variable: passwordVariable ?? '' } : { file: absolute(passwordFile) }
  return { method: 'simple', dn: bindDn ?? '', password }
}
