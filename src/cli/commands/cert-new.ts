/** `cert new` and `cert request`. */
import { failure } from '../../core/errors.ts'
import { writeAtomic } from '../../disk/files.ts'
import { KEY_TYPES, SERVICES, type KeyType, type Service, type StoredCertificate } from '../../model/certificate.ts'
import { issueRequest, issueSelfSigned } from '../../x509/issue.ts'
import { keyTypeWarning } from '../../x509/key-types.ts'
import { viewOf } from '../../model/certificate-view.ts'
import type { Input, Run } from '../command.ts'
import { publishedFingerprints, type Context } from '../context.ts'
import { isPublished, publish, publishedNow } from '../publication.ts'

/** Five years with their leap day, as Exchange since 2010. */
const DAYS = 1826

export const run: Run = async (context, input) => {
  context.requireRight('action.certificate')
  const server = context.configuration().server.name
  const dnsNames = await namesFor(context, input)
  const services = servicesOf(input.list('services'), ['smtp'])
  const isForThisServer = dnsNames.some((name) => name.toLowerCase() === server)
  const publishes = services.includes('smtp') && isForThisServer && !input.flag('no-publish')
  if (publishes && publishedFingerprints(await context.directory(), server).length > 0) {
    const change = context.word('certificate.change-new', {
      names: dnsNames.join(', '),
      server,
      current: await publishedNow(context),
    })
    await context.confirm(change, input.flag('yes'))
  }
  const certificate = create(context, input, { dnsNames, services })
  context.note(
    context.word('certificate.created', {
      thumbprint: certificate.thumbprint,
      names: dnsNames.join(', '),
      notAfter: certificate.notAfter.slice(0, 10),
    }),
  )
  if (publishes) await publish(context, certificate.thumbprint)
  else if (services.includes('smtp') && !isForThisServer)
    context.note(context.word('certificate.not-covering', { server }))
  else context.note(context.word('certificate.not-published'))
  await printThumbprint(context, certificate)
  return 0
}

export const request: Run = async (context, input) => {
  context.requireRight('action.certificate')
  const dnsNames = await namesFor(context, input)
  const keyType = keyTypeOf(input, context)
  const { requestPem, keyPem } = issueRequest({ keyType, commonName: commonNameOf(input, dnsNames), dnsNames })
  const friendlyName = input.text('friendly-name')
  const { id } = context
    .store()
    .addRequest({ requestPem, keyPem, ...(friendlyName === undefined ? {} : { friendlyName }) })
  const file = input.text('out')
  if (file !== undefined) {
    writeAtomic(file, requestPem, { mode: 0o644 })
    context.note(context.word('certificate.written', { path: file }))
  }
  if (context.isJson) context.outJson({ id, dnsNames, keyType, request: requestPem })
  else if (file === undefined) context.out(requestPem.trimEnd())
  context.note(context.word('certificate.requested', { id, names: dnsNames.join(', ') }))
  context.note(context.word('certificate.next-import'))
  return 0
}

interface Wish {
  readonly dnsNames: readonly string[]
  readonly services: readonly Service[]
}

function create(context: Context, input: Input, { dnsNames, services }: Wish): StoredCertificate {
  const { certificateDer, keyPem } = issueSelfSigned({
    keyType: keyTypeOf(input, context),
    commonName: commonNameOf(input, dnsNames),
    dnsNames,
    notBeforeMs: context.clock.nowMs(),
    days: input.number('days') ?? DAYS,
  })
  const friendlyName = input.text('friendly-name')
  return context
    .store()
    .add({ certificateDer, keyPem, services, ...(friendlyName === undefined ? {} : { friendlyName }) })
}

/** The names asked for, else the name of this server and the short names of this host. */
async function namesFor(context: Context, input: Input): Promise<readonly string[]> {
  const asked = input.list('domains')
  if (asked.length > 0) {
    const wrong = asked.find((name) => !isDnsName(name))
    if (wrong !== undefined)
      throw failure('CLI_USAGE_BAD_VALUE', {
        option: '--domains',
        value: wrong,
        choices: 'a-z 0-9 - .',
        command: 'cert new',
      })
    return asked
  }
  return ownNames(context)
}

export async function ownNames(context: Context): Promise<readonly string[]> {
  const { name } = context.configuration().server
  const { balancerName, ...names } = await context.hostNames()
  const found = [name, ...Object.values(names), balancerName ?? ''].map((each) => each.toLowerCase())
  return [...new Set(found)].filter(isDnsName)
}

function isDnsName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(name)
}

/** At most 64 characters fit into a common name (RFC 5280, ub-common-name); a longer name stands in the SAN alone. */
export function commonNameOf(input: Input, dnsNames: readonly string[]): string {
  const asked = input.text('common-name')
  if (asked !== undefined) return asked
  const first = dnsNames[0] ?? ''
  return first.length <= 64 ? first : (first.split('.')[0] ?? '')
}

export function keyTypeOf(input: Input, context: Context): KeyType {
  const keyType = KEY_TYPES.find((known) => known === input.text('key-type')) ?? 'ec-p256'
  const warning = keyTypeWarning(keyType)
  if (warning !== undefined) context.note(warning[context.lang])
  return keyType
}

/** Services as the table already checked them. */
export function servicesOf(asked: readonly string[], otherwise: readonly Service[]): readonly Service[] {
  return asked.length === 0 ? otherwise : SERVICES.filter((service) => asked.includes(service))
}

/** The result itself: the thumbprint on stdout, or the whole view as JSON. */
export async function printThumbprint(context: Context, certificate: StoredCertificate): Promise<void> {
  if (!context.isJson) {
    context.out(certificate.thumbprint)
    return
  }
  const published = (await isPublished(context, certificate.fingerprint)) ? [certificate.fingerprint] : []
  context.outJson(viewOf(certificate, { published, inUse: published[0], nowMs: context.clock.nowMs() }))
}
