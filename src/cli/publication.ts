/** Publishing a certificate of this server: it becomes the internal transport certificate; the one before stays published. */
import type { CertificateFacts } from '../model/certificate.ts'
import { coversName } from '../x509/names.ts'
import type { Context } from './context.ts'

/** Whether a certificate names this server, by the name it has in the directory. */
export function coversThisServer(context: Context, certificate: CertificateFacts): boolean {
  return coversName(certificate, context.configuration().server.name)
}

/** The thumbprints published for this server, for a question: `5113AE… (expires 2031-01-01)`, or "none". */
export function publishedNow(context: Context): string {
  const certificates = context.directory().server(context.configuration().server.name)?.certificates ?? []
  if (certificates.length === 0) return context.word('general.none')
  return certificates.map(({ thumbprint, notAfter }) => `${thumbprint} (${notAfter.slice(0, 10)})`).join(', ')
}

export function isPublished(context: Context, fingerprint: string): boolean {
  const certificates = context.directory().server(context.configuration().server.name)?.certificates ?? []
  return certificates.some((certificate) => certificate.fingerprint === fingerprint)
}

export async function publish(context: Context, thumbprint: string): Promise<void> {
  const { name, roles } = context.configuration().server
  const directory = context.directory()
  if (directory.server(name) === undefined) await directory.add({ name, roles, addresses: [] })
  await directory.publish(name, context.store().certificateDer(thumbprint))
  context.note(context.word('certificate.was-published', { server: name }))
}
