/**
 * A bound connection to the first server of an LDAP directory that answers. A password goes only to a server whose
 * identity is proven (or that is on this machine), and never to the next one after a refusal: asking every server with a
 * wrong password is how an account gets locked.
 */
import { Client, InvalidCredentialsError, ResultCodeError } from 'ldapts'
import { failure, HubtrustError, reasonOf } from '../../core/errors.ts'
import { Secret } from '../../core/secret.ts'
import { readText, statOf } from '../../disk/files.ts'
import type { LdapPassword, LdapSettings } from '../../model/configuration.ts'
import { LdapSocketError, openLdapSocket, type LdapSocketOptions } from '../../net/ldap-socket.ts'

export interface LdapAccess {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly withinMs: number
}

export interface LdapConnection {
  readonly url: string
  readonly client: Client
  close(): Promise<void>
}

const OTHERS_READ = 0o004

/** @throws HubtrustError DIRECTORY_PASSWORD_UNUSABLE */
export function ldapPassword(password: LdapPassword, { environment }: Pick<LdapAccess, 'environment'>): Secret {
  if ('variable' in password) {
    const value = environment[password.variable] ?? ''
    if (value !== '') return new Secret(value)
    throw failure('DIRECTORY_PASSWORD_UNUSABLE', { place: password.variable, reason: 'the variable is empty' })
  }
  const { file } = password
  const mode = statOf(file)?.mode
  if (mode !== undefined && (mode & OTHERS_READ) !== 0)
    throw failure('DIRECTORY_PASSWORD_UNUSABLE', { place: file, reason: 'everybody may read the file' })
  const text = readText(file).replace(/\r?\n$/, '')
  if (text !== '') return new Secret(text)
  // RFC 4513, section 5.1.2: a name with an empty password binds as nobody, and the server says yes.
  throw failure('DIRECTORY_PASSWORD_UNUSABLE', { place: file, reason: 'the file is empty' })
}

/**
 * Tries the URLs in order.
 *
 * @throws HubtrustError DIRECTORY_UNREACHABLE, DIRECTORY_TLS_REFUSED when no URL is left; DIRECTORY_BIND_REFUSED,
 * DIRECTORY_PASSWORD_UNUSABLE, DISK_READ_FAILED at once
 */
export async function connectLdap(settings: LdapSettings, access: LdapAccess): Promise<LdapConnection> {
  const options = socketOptions(settings, access)
  let trouble: HubtrustError | undefined
  for (const url of settings.urls) {
    try {
      return await connectTo(url, { settings, access, options })
    } catch (error) {
      if (!isOfTheServer(error)) throw error
      trouble ??= error
    }
  }
  throw trouble ?? failure('DIRECTORY_UNREACHABLE', { url: '', reason: 'no URL is configured' })
}

export function isOfTheServer(error: unknown): error is HubtrustError {
  return (
    error instanceof HubtrustError && (error.code === 'DIRECTORY_UNREACHABLE' || error.code === 'DIRECTORY_TLS_REFUSED')
  )
}

/** Reads the files the settings name. */
export function socketOptions(settings: LdapSettings, { withinMs }: LdapAccess): LdapSocketOptions {
  const { caFile, certificateFile, keyFile, startTls, pins } = settings
  return {
    startTls,
    pins,
    ca: caFile === undefined ? undefined : readText(caFile),
    certificate: certificateFile === undefined ? undefined : readText(certificateFile),
    key: keyFile === undefined ? undefined : new Secret(readText(keyFile)),
    withinMs,
  }
}

interface Connecting {
  readonly settings: LdapSettings
  readonly access: LdapAccess
  readonly options: LdapSocketOptions
}

async function connectTo(url: string, { settings, access, options }: Connecting): Promise<LdapConnection> {
  const socket = await openLdapSocket(url, options).catch((error: unknown) => {
    const code =
      error instanceof LdapSocketError && error.stage === 'tls' ? 'DIRECTORY_TLS_REFUSED' : 'DIRECTORY_UNREACHABLE'
    throw failure(code, { url, reason: reasonOf(error) }, error)
  })
  let isTaken = false
  const client = new Client({
    // The socket is made already; a second one, after a loss, would come up without StartTLS, pin or bind.
    url: 'ldap://localhost',
    createConnection: () => {
      if (isTaken) throw failure('DIRECTORY_UNREACHABLE', { url, reason: 'the connection was lost' })
      isTaken = true
      return socket
    },
    timeout: access.withinMs,
  })
  try {
    await bind(client, settings, access)
  } catch (error) {
    socket.destroy()
    if (error instanceof HubtrustError) throw error
    const code = error instanceof ResultCodeError ? 'DIRECTORY_BIND_REFUSED' : 'DIRECTORY_UNREACHABLE'
    throw failure(code, { url, reason: bindReason(error) }, error)
  }
  return {
    url,
    client,
    close: async () => {
      await client.unbind().catch(() => undefined)
      socket.destroy()
    },
  }
}

async function bind(client: Client, { bind }: LdapSettings, access: LdapAccess): Promise<void> {
  if (bind.method === 'simple') await client.bind(bind.dn, ldapPassword(bind.password, access).reveal())
  else if (bind.method === 'external') await client.bind('EXTERNAL')
  else await client.bind('', '')
}

/** Servers tell what is wrong with a password only to those who may guess. */
function bindReason(error: unknown): string {
  return error instanceof InvalidCredentialsError ? 'wrong name or password' : reasonOf(error)
}
