/** A file with key and certificate, as Postfix reads it: which certificate comes first in it. The key is not looked at. */
import { systemCode } from '../core/errors.ts'
import { fileExists, readText } from '../disk/files.ts'
import type { PostfixFileFacts } from '../model/postfix-facts.ts'
import { fingerprintOf, thumbprintOf } from '../x509/parse.ts'
import { readPem } from '../x509/pem.ts'

/** @param hasKey whether the key has to be in the same file */
export function lookAtChainFile(path: string, { hasKey }: { readonly hasKey: boolean }): PostfixFileFacts {
  if (!fileExists(path)) return { path, problem: 'ENOENT' }
  try {
    const blocks = readPem(readText(path))
    const certificate = blocks.find(({ label }) => label === 'CERTIFICATE')
    if (certificate === undefined) return { path, problem: 'no-certificate' }
    const { der } = certificate
    const isWithoutKey = hasKey && !blocks.some(({ label }) => label.endsWith('PRIVATE KEY'))
    return {
      path,
      fingerprint: fingerprintOf(der),
      thumbprint: thumbprintOf(der),
      ...(isWithoutKey ? { problem: 'no-key' } : {}),
    }
  } catch (error) {
    return { path, problem: codeOf(error) }
  }
}

/** The system's, which the reading wraps. */
function codeOf(error: unknown): string {
  return (error instanceof Error ? systemCode(error.cause) : undefined) ?? 'no-certificate'
}
