/** `cert export`: the certificate as PEM, or the pair as PKCS#12 under a password. A private key never leaves without one. */
import { failure } from '../../core/errors.ts'
import { writeAtomic } from '../../disk/files.ts'
import { writePem } from '../../x509/pem.ts'
import { writePkcs12 } from '../../x509/pkcs12.ts'
import type { Run } from '../command.ts'
import { choosePassword } from '../password.ts'

export const run: Run = async (context, input) => {
  const certificate = context.store().find(input.argument(0))
  const { thumbprint } = certificate
  const certificateDer = context.store().certificateDer(thumbprint)
  const file = input.text('out')
  if (!input.flag('pfx')) {
    const pem = writePem('CERTIFICATE', certificateDer)
    if (file === undefined) context.out(pem.trimEnd())
    else writeAtomic(file, pem, { mode: 0o644 })
  } else {
    if (file === undefined) throw failure('CLI_USAGE_MISSING_VALUE', { option: '--out', command: 'cert export' })
    context.requireRight('action.certificate')
    const keyPem = context.store().keyPem(thumbprint)
    const password = await choosePassword(context, input)
    const friendlyName = certificate.friendlyName ?? certificate.commonName ?? thumbprint
    writeAtomic(file, await writePkcs12({ certificateDer, keyPem, password, friendlyName }), { mode: 0o600 })
  }
  if (file !== undefined) context.note(context.word('certificate.written', { path: file }))
  return 0
}
