/** `server add`: a server by its name, and the certificates it is trusted by. Running it again changes nothing twice. */
import { failure } from '../../core/errors.ts'
import { readBytes } from '../../disk/files.ts'
import type { CertificateFacts } from '../../model/certificate.ts'
import { ROLES, type Server } from '../../model/server.ts'
import { coversName, namesOf } from '../../x509/names.ts'
import { parseCertificate } from '../../x509/parse.ts'
import { readPem } from '../../x509/pem.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { serverName } from '../server-name.ts'

const CERTIFICATE_BYTES_MAX = 1024 * 1024

interface Offered {
  readonly der: Uint8Array
  readonly facts: CertificateFacts
}

export const run: Run = async (context, input) => {
  context.requireRight('action.server')
  const name = serverName(input.argument(0))
  const file = input.text('certificate')
  // Everything is read and checked before anything is written.
  const offered = file === undefined ? [] : readCertificates(file)
  for (const { facts } of offered) checkCertificate(facts, name, input.flag('force'))
  await addOrChange(context, input, name)
  for (const certificate of offered) await publishFor(context, name, certificate)
  const server = (await context.directory()).server(name)
  if (context.isJson) context.outJson(server)
  const self = context.configuration().server.name
  if (name !== self) {
    if (server?.certificates.length === 0) context.note(context.word('server.next-certificate', { server: name }))
    else context.note(context.word('server.next-exchange', { self }))
  }
  return 0
}

function readCertificates(path: string): readonly Offered[] {
  const bytes = readBytes(path, { bytesMax: CERTIFICATE_BYTES_MAX })
  const text = Buffer.from(bytes).toString('utf8')
  const ders = text.includes('-----BEGIN')
    ? readPem(text)
        .filter(({ label }) => label.endsWith('CERTIFICATE'))
        .map(({ der }) => der)
    : [bytes]
  if (ders.length === 0) throw failure('CLI_NOTHING_TO_IMPORT', { path })
  return ders.map((der) => ({ der, facts: parseCertificate(der) }))
}

function checkCertificate(facts: CertificateFacts, server: string, isForced: boolean): void {
  if (facts.isCa) throw failure('CLI_CA_CERTIFICATE', { thumbprint: facts.thumbprint })
  if (isForced || coversName(facts, server)) return
  const names = namesOf(facts).join(', ')
  throw failure('CLI_NAME_NOT_COVERED', { thumbprint: facts.thumbprint, names: names === '' ? '-' : names, server })
}

async function addOrChange(context: Context, input: Input, name: string): Promise<void> {
  const directory = await context.directory()
  const before = directory.server(name)
  const roles = ROLES.filter((role) => input.list('role').includes(role))
  const addresses = input.list('address').map(checkedAddress)
  if (before === undefined) {
    await directory.add({ name, roles: roles.length === 0 ? ['hub'] : roles, addresses })
    context.note(context.word('server.added', { server: name }))
  } else if (differs(before, { roles, addresses })) {
    await directory.change(name, {
      ...(roles.length === 0 ? {} : { roles }),
      ...(addresses.length === 0 ? {} : { addresses }),
    })
    context.note(context.word('server.changed', { server: name }))
  }
}

function differs(
  before: Server,
  wish: { readonly roles: readonly string[]; readonly addresses: readonly string[] },
): boolean {
  const hasOtherRoles = wish.roles.length > 0 && wish.roles.join() !== before.roles.join()
  return hasOtherRoles || (wish.addresses.length > 0 && wish.addresses.join() !== before.addresses.join())
}

/** `host`, `host:port` or `[2001:db8::1]:port`. */
export function checkedAddress(text: string): string {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9.-]*)(?::(\d{1,5}))?$/i.exec(text)
  const port = Number(match?.[2] ?? 25)
  if (match === null || port < 1 || port > 65_535) {
    throw failure('CLI_USAGE_BAD_VALUE', {
      option: '--address',
      value: text,
      choices: 'HOST:PORT',
      command: 'server add',
    })
  }
  return `${match[1] ?? ''}:${String(port)}`
}

async function publishFor(context: Context, server: string, { der, facts }: Offered): Promise<void> {
  const { thumbprint, fingerprint } = facts
  const directory = await context.directory()
  const isThere = directory.server(server)?.certificates.some((certificate) => certificate.fingerprint === fingerprint)
  if (isThere === true) {
    context.note(context.word('server.already-published', { thumbprint, server }))
    return
  }
  await directory.publish(server, der)
  context.note(context.word('server.published', { thumbprint, server, fingerprint }))
}
