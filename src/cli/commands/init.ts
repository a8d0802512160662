/**
 * `init`: from nothing to a server with a published internal transport certificate. Every step looks first and leaves what is
 * there, so that running it again after a failure goes on where it stopped.
 */
import { resolve, join } from 'node:path'
import { failure } from '../../core/errors.ts'
import { starterConfiguration } from '../../daemon/configuration.ts'
import { openEmbeddedDirectory } from '../../directory/embedded.ts'
import { accountOf, currentAccount } from '../../disk/accounts.ts'
import { fileExists, makeFolder, writeAtomic } from '../../disk/files.ts'
import type { HostNames } from '../../model/names.ts'
import { collectHostNames } from '../../net/host-names.ts'
import { issueSelfSigned } from '../../x509/issue.ts'
import type { Input, Run } from '../command.ts'
import { openContext, type Context } from '../context.ts'
import { publish } from '../publication.ts'
import { serverName } from '../server-name.ts'
import { ldapOf } from '../ldap-options.ts'
import { commonNameOf, keyTypeOf, ownNames } from './cert-new.ts'

const ACCOUNT = 'hubtrust'
const DAYS = 1826

export const run: Run = async (outer, input) => {
  const root = input.text('root')
  const file = root === undefined ? outer.configurationFile : join(resolve(root), 'config.yaml')
  const hadConfiguration = fileExists(file)
  if (!hadConfiguration) await writeConfiguration(input, file)
  outer.note(outer.word(hadConfiguration ? 'init.configuration-kept' : 'init.configuration-written', { path: file }))
  const { lang, format, environment, terminal } = outer
  const context = openContext({ lang, format, environment, terminal, configurationFile: file })
  try {
    context.configuration()
    makeFolders(context)
    context.requireRight('action.setup')
    const hadDirectory = await openDirectory(context)
    const certificate = await ensureCertificate(context, input)
    if (hadConfiguration && hadDirectory && !certificate.isNew) context.note(context.word('init.nothing-to-do'))
    finish(context, { file, root, certificate })
  } finally {
    context.close()
  }
  return 0
}

async function writeConfiguration(input: Input, file: string): Promise<void> {
  const asked = input.text('name')
  const found = await collectHostNames({})
  const name = chosenName(asked, found)
  const listen = input.text('listen')
  const backend = input.text('backend')
  const root = input.text('root')
  const text = starterConfiguration({
    name,
    account: chosenAccount(input),
    ...(root === undefined ? {} : { root: resolve(root) }),
    ...(listen === undefined ? {} : { listen: checkedEndpoint('--listen', listen) }),
    ...(backend === undefined ? {} : { backend: checkedEndpoint('--backend', backend) }),
    ...(isFoundName(name, found) ? {} : { hostNames: statedNames(name) }),
    ...ldapOf(input),
  })
  makeFolder(join(file, '..'), { mode: 0o755 })
  writeAtomic(file, text, { mode: 0o644 })
}

function chosenName(asked: string | undefined, found: HostNames): string {
  if (asked !== undefined) return serverName(asked)
  if (found.dnsFullyQualifiedDomainName === '') throw failure('CLI_NAME_UNKNOWN', {})
  return serverName(found.dnsFullyQualifiedDomainName)
}

function isFoundName(name: string, found: HostNames): boolean {
  return found.dnsFullyQualifiedDomainName.toLowerCase() === name
}

/** A name that the host does not answer to by itself is stated in the configuration, or selection would not find it. */
function statedNames(name: string): Partial<HostNames> {
  const host = name.split('.')[0] ?? name
  return {
    dnsFullyQualifiedDomainName: name,
    dnsHostName: host,
    dnsPhysicalFullyQualifiedDomainName: name,
    dnsPhysicalHostName: host,
  }
}

/** On a real system the account `hubtrust`; in a folder of one's own, oneself. */
function chosenAccount(input: Input): string {
  const self = currentAccount()
  const isSystem = input.text('root') === undefined && self.uid === 0
  const account = input.text('account') ?? (isSystem ? ACCOUNT : self.name)
  if (account !== self.name && accountOf(account) === undefined) throw failure('CLI_ACCOUNT_UNKNOWN', { account })
  return account
}

function checkedEndpoint(option: string, text: string): string {
  if (/^(\[[0-9a-f:.]+\]|[a-z0-9.*-]+):\d{1,5}$/i.test(text)) return text
  throw failure('CLI_USAGE_BAD_VALUE', { option, value: text, choices: 'HOST:PORT', command: 'init' })
}

function makeFolders(context: Context): void {
  const { stateFolder, runFolder } = context.configuration()
  for (const folder of [stateFolder, runFolder]) makeFolder(folder, { mode: 0o755 })
}

/** Whether the directory with this server was there already. */
async function openDirectory(context: Context): Promise<boolean> {
  const { directory, server } = context.configuration()
  const hadFile = fileExists(directory.path)
  const { path, ldap } = directory
  if (ldap !== undefined) context.note(context.word('init.directory-elsewhere', { url: ldap.urls[0] ?? '', path }))
  else {
    if (!hadFile) openEmbeddedDirectory({ path, clock: context.clock, create: true }).close()
    context.note(context.word(hadFile ? 'init.directory-kept' : 'init.directory-created', { path }))
  }
  const opened = await context.directory()
  if (directory.kind === 'edge' || opened.server(server.name) !== undefined) return hadFile
  await opened.add({ name: server.name, roles: server.roles, addresses: [] })
  context.note(context.word('init.server-added', { server: server.name }))
  return false
}

interface Ensured {
  readonly thumbprint: string
  readonly isNew: boolean
}

/** Keeps the certificate in use; publishes one that is eligible but was not published yet (a run that stopped half-way); else makes one. */
async function ensureCertificate(context: Context, input: Input): Promise<Ensured> {
  const { inUse, best, published } = await context.selection('inbound')
  const kept = context
    .store()
    .list()
    .find(({ fingerprint }) => fingerprint === (inUse ?? best))
  if (kept !== undefined) {
    context.note(context.word('init.certificate-kept', { thumbprint: kept.thumbprint }))
    if (published === undefined) await publish(context, kept.thumbprint)
    return { thumbprint: kept.thumbprint, isNew: published === undefined }
  }
  const dnsNames = await ownNames(context)
  const { certificateDer, keyPem } = issueSelfSigned({
    keyType: keyTypeOf(input, context),
    commonName: commonNameOf(input, dnsNames),
    dnsNames,
    notBeforeMs: context.clock.nowMs(),
    days: DAYS,
  })
  const { thumbprint } = context.store().add({ certificateDer, keyPem, services: ['smtp'], friendlyName: 'Hubtrust' })
  context.note(context.word('init.certificate-created', { thumbprint, names: dnsNames.join(', ') }))
  await publish(context, thumbprint)
  return { thumbprint, isNew: true }
}

interface Finish {
  readonly file: string
  readonly root: string | undefined
  readonly certificate: Ensured
}

function finish(context: Context, { file, root, certificate }: Finish): void {
  const { server, stateFolder, directory, account } = context.configuration()
  if (context.isJson) {
    const { fingerprint } = context.store().find(certificate.thumbprint)
    const { thumbprint } = certificate
    context.outJson({
      configuration: file,
      server: server.name,
      account,
      stateFolder,
      directory: directory.path,
      thumbprint,
      fingerprint,
    })
    return
  }
  const exchange: (readonly [string, string])[] = [
    [
      context.word('init.next-export'),
      `hubtrust cert export ${certificate.thumbprint.slice(0, 10)} > ${server.name}.pem`,
    ],
    [context.word('init.next-add'), 'hubtrust server add NAME --certificate NAME.pem'],
  ]
  // Servers that share a directory find each other in it.
  const steps = directory.ldap === undefined ? exchange : []
  steps.push([context.word('init.next-serve'), 'hubtrust serve'])
  if (root !== undefined) steps.unshift([context.word('init.next-config'), `export HUBTRUST_CONFIG=${file}`])
  context.out(context.word('init.next'))
  for (const [words, line] of steps) {
    context.out(`  ${words}`)
    context.out(`    ${line}`)
  }
}
