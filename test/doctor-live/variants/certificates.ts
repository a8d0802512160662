/** Hosts that differ in their certificates. */
import { writeFileSync } from 'node:fs'
import { issueSelfSigned } from '../../../src/x509/issue.ts'
import { writePem } from '../../../src/x509/pem.ts'
import type { KeyType } from '../../../src/model/certificate.ts'
import { bring, certify } from '../authority.ts'
import { Host, HUB1 } from '../host.ts'
import type { Variant, Variants } from './variant.ts'

const DAY_MS = 86_400_000

const ofKeyType =
  (keyType: KeyType): Variant =>
  async (t) => {
    const host = await Host.make(t, { init: ['--key-type', keyType] })
    await host.serve()
    return host
  }

/** A certificate made elsewhere, and the words that import it. */
function elsewhere(
  host: Host,
  {
    names,
    days,
    sinceDays = 1,
  }: { readonly names: readonly string[]; readonly days: number; readonly sinceDays?: number },
): readonly string[] {
  const { certificateDer, keyPem } = issueSelfSigned({
    keyType: 'ec-p256',
    commonName: names[0] ?? '',
    dnsNames: names,
    notBeforeMs: Date.now() - sinceDays * DAY_MS,
    days,
  })
  const certificate = host.path(`elsewhere-${String(sinceDays)}.pem`)
  const key = host.path(`elsewhere-${String(sinceDays)}.key`)
  writeFileSync(certificate, writePem('CERTIFICATE', certificateDer))
  writeFileSync(key, keyPem.reveal())
  return ['cert', 'import', certificate, '--key', key]
}

export const CERTIFICATE_VARIANTS: Variants = {
  'RSA 2048': ofKeyType('rsa-2048'),
  'RSA 3072': ofKeyType('rsa-3072'),
  'RSA 4096': ofKeyType('rsa-4096'),
  'ECDSA P-384': ofKeyType('ec-p384'),

  'an Ed25519 certificate that was replaced': async (t) => {
    const host = await Host.make(t, { init: ['--key-type', 'ed25519'] })
    const old = await host.thumbprint()
    await host.another()
    await host.done(['server', 'withdraw', HUB1, old, '--yes'])
    await host.serve()
    return host
  },

  'signed by an authority of its own': async (t) => {
    const host = await Host.make(t)
    const old = await host.thumbprint()
    await certify(host, { names: [HUB1, 'hub1'], importing: ['--services', 'smtp', '--yes'] })
    await host.done(['cert', 'remove', old, '--yes'])
    await host.serve()
    return host
  },

  'several published certificates, amid a rotation': async (t) => {
    const host = await Host.make(t)
    await host.another()
    await host.another('--key-type', 'rsa-2048')
    await host.serve()
    return host
  },

  'a certificate that expired long ago, left in the store': async (t) => {
    const host = await Host.make(t)
    const words = elsewhere(host, { names: [HUB1, 'hub1'], sinceDays: 900, days: 365 })
    await host.done([...words, '--services', 'smtp', '--no-publish'])
    await host.serve()
    return host
  },

  'a wildcard certificate of an authority beside, for everything but this server': async (t) => {
    const host = await Host.make(t)
    await bring(host, { names: ['*.corp.example', 'corp.example'], importing: ['--services', 'smtp,imap,iis'] })
    await host.serve()
    return host
  },

  'a newer certificate of an authority for this server, which IMAP has': async (t) => {
    const host = await Host.make(t)
    await bring(host, { names: [HUB1, 'hub1', 'imap.corp.example'], importing: ['--services', 'imap,iis'] })
    await host.serve()
    return host
  },

  'friendly names in Japanese': async (t) => {
    const host = await Host.make(t)
    await host.another('--friendly-name', 'ハブ1の内部トランスポート証明書(2026年度)')
    await host.done(['cert', 'new', '--friendly-name', '予備 🔑', '--services', 'imap', '--domains', 'imap.example'])
    await host.serve()
    return host
  },
}
