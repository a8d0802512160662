/** `cert import`: PKCS#12, a PEM bundle, or the answer to a pending request. The store takes a whole pair or nothing. */
import { createPrivateKey } from 'node:crypto'
import { failure, HubtrustError } from '../../core/errors.ts'
import { Secret } from '../../core/secret.ts'
import { readBytes } from '../../disk/files.ts'
import type { StoredCertificate } from '../../model/certificate.ts'
import { keyMatches } from '../../x509/issue.ts'
import { parseCertificate } from '../../x509/parse.ts'
import { readPem, type PemBlock } from '../../x509/pem.ts'
import { readPkcs12 } from '../../x509/pkcs12.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { readPassword } from '../password.ts'
import { publish } from '../publication.ts'
import { agreesToPublish, enableServices } from './cert-enable.ts'
import { printThumbprint, servicesOf } from './cert-new.ts'

const IMPORT_BYTES_MAX = 1024 * 1024
const DER_SEQUENCE = 0x30

/** A certificate and, when the file held one, its key. */
interface Imported {
  readonly certificateDer: Uint8Array
  readonly keyPem: Secret | undefined
  readonly friendlyName?: string | undefined
}

export const run: Run = async (context, input) => {
  context.requireRight('action.certificate')
  const path = input.argument(0)
  const imported = await readImport(context, input, path)
  const services = servicesOf(input.list('services'), [])
  const isRequested = imported.keyPem === undefined
  const certificate = isRequested ? answerRequest(context, path, imported) : addPair(context, input, imported)
  const { thumbprint, subject, notAfter } = certificate
  context.note(context.word('certificate.imported', { thumbprint, subject, notAfter: notAfter.slice(0, 10) }))
  if (isRequested) context.note(context.word('certificate.request-completed'))
  if (services.length > 0) await enable(context, input, { certificate, services })
  else if (certificate.services.length === 0) context.note(context.word('certificate.next-enable', { thumbprint }))
  await printThumbprint(context, context.store().find(thumbprint))
  return 0
}

async function enable(
  context: Context,
  input: Input,
  { certificate, services }: { certificate: StoredCertificate; services: StoredCertificate['services'] },
): Promise<void> {
  const publishes = services.includes('smtp') && (await agreesToPublish(context, certificate, input))
  enableServices(context, certificate, { added: services, removed: [] })
  if (publishes) await publish(context, certificate.thumbprint)
}

function addPair(
  context: Context,
  input: Input,
  { certificateDer, keyPem, friendlyName }: Imported,
): StoredCertificate {
  const name = input.text('friendly-name') ?? friendlyName
  return context.store().add({
    certificateDer,
    services: [],
    ...(keyPem === undefined ? {} : { keyPem }),
    ...(name === undefined ? {} : { friendlyName: name }),
  })
}

function answerRequest(context: Context, path: string, { certificateDer }: Imported): StoredCertificate {
  const completed = context.store().completeRequest(certificateDer)
  if (completed !== undefined) return completed
  const { thumbprint } = parseCertificate(certificateDer)
  throw failure('CLI_IMPORT_WITHOUT_KEY', { path, thumbprint })
}

async function readImport(context: Context, input: Input, path: string): Promise<Imported> {
  const bytes = readBytes(path, { bytesMax: IMPORT_BYTES_MAX })
  if (!isBinary(bytes)) return readBundle(context, input, { path, text: Buffer.from(bytes).toString('utf8') })
  const certificateDer = certificateIn(bytes)
  if (certificateDer !== undefined) return { certificateDer, keyPem: await keyFromFile(context, input) }
  const { certificates, keyPem, friendlyName } = await readPkcs12(bytes, await readPassword(context, input))
  const [leaf] = certificates
  if (leaf === undefined) throw failure('CLI_NOTHING_TO_IMPORT', { path })
  return { certificateDer: leaf, keyPem: keyPem ?? (await keyFromFile(context, input)), friendlyName }
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes[0] === DER_SEQUENCE && bytes.subarray(0, 64).some((byte) => byte > 0x7e || byte < 0x09)
}

/** The bytes themselves when they are one certificate (`.cer` as Windows writes it). */
function certificateIn(bytes: Uint8Array): Uint8Array | undefined {
  try {
    parseCertificate(bytes)
    return bytes
  } catch (error) {
    // Not a certificate: PKCS#12 is what remains, and says itself when it is damaged.
    if (error instanceof HubtrustError) return undefined
    throw error
  }
}

interface Bundle {
  readonly path: string
  readonly text: string
}

async function readBundle(context: Context, input: Input, { path, text }: Bundle): Promise<Imported> {
  const blocks = readPem(text)
  const certificates = blocks
    .filter(({ label }) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE')
    .map(({ der }) => der)
  const [first] = certificates
  if (first === undefined) throw failure('CLI_NOTHING_TO_IMPORT', { path })
  const keyPem = (await keyIn(context, input, blocks)) ?? (await keyFromFile(context, input))
  if (keyPem === undefined) return { certificateDer: first, keyPem }
  const leaf = certificates.find((der) => keyMatches(der, keyPem)) ?? first
  return { certificateDer: leaf, keyPem }
}

async function keyFromFile(context: Context, input: Input): Promise<Secret | undefined> {
  const file = input.text('key')
  if (file === undefined) return undefined
  const bytes = readBytes(file, { bytesMax: IMPORT_BYTES_MAX })
  const key = await keyIn(context, input, readPem(Buffer.from(bytes).toString('utf8')))
  if (key === undefined) throw failure('CLI_KEY_DAMAGED', { path: file })
  return key
}

/** The first private key of a bundle as unencrypted PKCS#8; the store knows no other form. */
async function keyIn(context: Context, input: Input, blocks: readonly PemBlock[]): Promise<Secret | undefined> {
  const block = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'))
  if (block === undefined) return undefined
  const passphrase = block.label.startsWith('ENCRYPTED') ? await readPassword(context, input) : undefined
  try {
    const key = createPrivateKey({
      key: Buffer.from(block.der),
      format: 'der',
      type: derTypeOf(block.label),
      ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
    })
    return new Secret(key.export({ format: 'pem', type: 'pkcs8' }).toString())
  } catch (cause) {
    if (passphrase !== undefined) throw failure('CLI_KEY_PASSWORD_WRONG', {}, cause)
    throw failure('CLI_KEY_DAMAGED', { path: input.text('key') ?? input.argument(0) }, cause)
  }
}

function derTypeOf(label: string): 'pkcs1' | 'sec1' | 'pkcs8' {
  if (label.startsWith('RSA')) return 'pkcs1'
  return label.startsWith('EC ') ? 'sec1' : 'pkcs8'
}
