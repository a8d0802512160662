/** `cert enable`: adds services, never removes one; `--disable-service` is the answer Exchange does not have. */
import { failure } from '../../core/errors.ts'
import type { Service, StoredCertificate } from '../../model/certificate.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { coversThisServer, isPublished, publish, publishedNow } from '../publication.ts'
import { printThumbprint, servicesOf } from './cert-new.ts'

export const run: Run = async (context, input) => {
  context.requireRight('action.certificate')
  const added = servicesOf(input.list('services'), [])
  const removed = servicesOf(input.list('disable-service'), [])
  if (added.length === 0 && removed.length === 0)
    throw failure('CLI_USAGE_MISSING_VALUE', { option: '--services', command: 'cert enable' })
  const certificate = context.store().find(input.argument(0))
  if (removed.includes('smtp')) await askToDisableSmtp(context, certificate, input)
  const publishes = added.includes('smtp') && (await agreesToPublish(context, certificate, input))
  enableServices(context, certificate, { added, removed })
  if (publishes) await publish(context, certificate.thumbprint)
  await printThumbprint(context, context.store().find(certificate.thumbprint))
  return 0
}

/** Whether the certificate is to be published: it names this server, is not published yet, and somebody agreed. */
export async function agreesToPublish(
  context: Context,
  certificate: StoredCertificate,
  input: Input,
): Promise<boolean> {
  const server = context.configuration().server.name
  if (input.flag('no-publish') || (await isPublished(context, certificate.fingerprint))) return false
  if (!coversThisServer(context, certificate)) {
    context.note(context.word('certificate.not-covering', { server }))
    return false
  }
  const { thumbprint, notAfter } = certificate
  const change = context.word('certificate.change-publish', {
    thumbprint,
    notAfter: notAfter.slice(0, 10),
    server,
    current: await publishedNow(context),
  })
  await context.confirm(change, input.flag('yes'))
  return true
}

export interface Change {
  readonly added: readonly Service[]
  readonly removed: readonly Service[]
}

/** Sets the services and, for SMTP, lets the service account read the key. */
export function enableServices(context: Context, certificate: StoredCertificate, { added, removed }: Change): void {
  const services = [...new Set([...certificate.services, ...added])].filter((service) => !removed.includes(service))
  if (added.includes('smtp')) {
    context.store().grantKeyRead(certificate.thumbprint)
    context.note(context.word('certificate.key-granted', { account: context.configuration().account }))
  }
  const { thumbprint } = context.store().setServices(certificate.thumbprint, services)
  const list = services.length === 0 ? context.word('general.none') : services.join(', ').toUpperCase()
  context.note(context.word('certificate.enabled', { thumbprint, services: list }))
}

async function askToDisableSmtp(context: Context, certificate: StoredCertificate, input: Input): Promise<void> {
  const { inUse } = await context.selection('inbound')
  if (inUse !== certificate.fingerprint) return
  await context.confirm(
    context.word('certificate.change-disable-smtp', { thumbprint: certificate.thumbprint }),
    input.flag('yes'),
  )
}
