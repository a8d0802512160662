/** Which host names a certificate stands for. Wildcards are not looked at: a server is one server. */
import type { CertificateFacts } from '../model/certificate.ts'

/** Case and a trailing dot do not count (RFC 4343, RFC 1034 §3.1). */
export function sameName(left: string, right: string): boolean {
  return left !== '' && normal(left) === normal(right)
}

function normal(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

/** Subject alternative names, then the common name when it is not among them. */
export function namesOf(facts: Pick<CertificateFacts, 'dnsNames' | 'commonName'>): readonly string[] {
  const { dnsNames, commonName } = facts
  if (commonName === undefined || dnsNames.some((name) => sameName(name, commonName))) return dnsNames
  return [...dnsNames, commonName]
}

/** "Subject or SAN contains the name" (bb430748). */
export function coversName(facts: Pick<CertificateFacts, 'dnsNames' | 'commonName'>, name: string): boolean {
  return namesOf(facts).some((own) => sameName(own, name))
}

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i

/** A host name as it may be written into a certificate: letters, digits and hyphens, A-labels for anything else. */
export function isDnsName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => LABEL.test(label))
}
