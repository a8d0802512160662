/**
 * What a connection to an LDAP directory is made with. A password goes only to a server whose identity is proven (or that is
 * on this machine), and never to the next one after a refusal: asking every server with a wrong password is how an account
 * gets locked.
 */
import { failure, HubtrustError } from '../../core/errors.ts'
import { Secret } from '../../core/secret.ts'
import { readText, statOf } from '../../disk/files.ts'
import type { LdapPassword, LdapSettings } from '../../model/configuration.ts'
import type { LdapSocketOptions } from '../../net/ldap-socket.ts'

export interface LdapAccess {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly withinMs: number
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

/** The next server may be asked: this one cannot be reached, or proven. */
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
