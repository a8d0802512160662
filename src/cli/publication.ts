/** Publishing a certificate of this server: it becomes the internal transport certificate; the one before stays published. */
import type { CertificateFacts } from '../model/certificate.ts'
import { coversName } from '../x509/names.ts'
import type { PublishedCertificate } from '../model/server.ts'
import type { Context } from './context.ts'

/** Whether a certificate names this server, by the name it has in the directory. */
export function coversThisServer(context: Context, certificate: CertificateFacts): boolean {
  return coversName(certificate, context.configuration().server.name)
}

async function publishedHere(context: Context): Promise<readonly PublishedCertificate[]> {
  return (await context.directory()).server(context.configuration().server.name)?.certificates ?? []
}

/** The thumbprints published for this server, for a question: `5113AE… (expires 2031-01-01)`, or "none". */
export async function publishedNow(context: Context): Promise<string> {
  const certificates = await publishedHere(context)
  if (certificates.length === 0) return context.word('general.none')
  return certificates.map(({ thumbprint, notAfter }) => `${thumbprint} (${notAfter.slice(0, 10)})`).join(', ')
}

export async function isPublished(context: Context, fingerprint: string): Promise<boolean> {
  const certificates = await publishedHere(context)
  return certificates.some((certificate) => certificate.fingerprint === fingerprint)
}

export async function publish(context: Context, thumbprint: string): Promise<void> {
  const { server, directory: settings } = context.configuration()
  const { name, roles } = server
  if (settings.kind === 'edge') {
    context.note(context.word('edge.will-be-named', { server: name }))
    return
  }
  const directory = await context.directory()
  if (directory.server(name) === undefined) await directory.add({ name, roles, addresses: [] })
  await directory.publish(name, context.store().certificateDer(thumbprint))
  context.note(context.word('certificate.was-published', { server: name }))
}
