/** Certificates of a made-up machine, all fine until a test changes something. */
import { hash } from 'node:crypto'
import type { KeyAccess, StoredCertificate } from '../../src/model/certificate.ts'
import type { HostNames } from '../../src/model/names.ts'
import type { SelectionQuestion } from '../../src/model/selection.ts'

export const NOW = '2026-06-01T00:00:00.000Z'

export const NAMES: HostNames = {
  dnsFullyQualifiedDomainName: 'hub1.corp.example',
  dnsHostName: 'hub1',
  dnsPhysicalFullyQualifiedDomainName: 'hub1.corp.example',
  dnsPhysicalHostName: 'hub1',
}

export function digestOf(label: string): Buffer {
  return hash('sha256', label, 'buffer')
}

export function fingerprintOf(label: string): string {
  return digestOf(label).toString('hex').toUpperCase()
}

export function keyOf(changes: Partial<KeyAccess> = {}): KeyAccess {
  return {
    present: true,
    matches: true,
    readable: true,
    readableBy: ['root', 'group:hubtrust'],
    path: '/keys/own.key',
    ...changes,
  }
}

export function certificate(label: string, changes: Partial<StoredCertificate> = {}): StoredCertificate {
  return {
    thumbprint: fingerprintOf(label).slice(0, 40),
    fingerprint: fingerprintOf(label),
    version: 3,
    subject: 'CN=hub1',
    issuer: 'CN=hub1',
    commonName: 'hub1',
    serialNumber: '01',
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2031-01-01T00:00:00.000Z',
    dnsNames: ['hub1.corp.example', 'hub1'],
    isSelfSigned: true,
    isCa: false,
    keyType: 'ec-p256',
    publicKeySizeBits: 256,
    extendedKeyUsage: [],
    services: ['smtp'],
    key: keyOf(),
    addedAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  }
}

export function question(
  store: readonly StoredCertificate[],
  changes: Partial<SelectionQuestion> = {},
): SelectionQuestion {
  return {
    direction: 'inbound',
    purpose: 'internal',
    hostNames: NAMES,
    store,
    published: store[0] === undefined ? [] : [store[0].fingerprint],
    nowIso: NOW,
    ...changes,
  }
}
