/** `cert remove`: refuses the internal transport certificate; withdraws an older published one before it goes. */
import { failure } from '../../core/errors.ts'
import type { Run } from '../command.ts'
import { isPublished } from '../publication.ts'

export const run: Run = async (context, input) => {
  context.requireRight('action.certificate')
  const { thumbprint, fingerprint, subject } = context.store().find(input.argument(0))
  const { published, inUse } = await context.selection('inbound')
  if (fingerprint === published || fingerprint === inUse) throw failure('CLI_INTERNAL_CERTIFICATE', { thumbprint })
  const wasPublished = await isPublished(context, fingerprint)
  const change = context.word(wasPublished ? 'certificate.change-remove-published' : 'certificate.change-remove', {
    thumbprint,
    subject,
  })
  await context.confirm(change, input.flag('yes'))
  if (wasPublished) {
    await (await context.directory()).withdraw(context.configuration().server.name, fingerprint)
    context.note(context.word('certificate.withdrawn', { thumbprint }))
  }
  context.store().remove(thumbprint)
  context.note(context.word('certificate.removed', { thumbprint }))
  if (context.isJson) context.outJson({ removed: thumbprint, withdrawn: wasPublished })
  return 0
}
