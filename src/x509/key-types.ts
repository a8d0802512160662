/** What each key type means for the peers that will meet it. */
import type { Text } from '../core/text.ts'
import type { KeyType } from '../model/certificate.ts'

/** A warning where some peers cannot use such a certificate. */
export function keyTypeWarning(keyType: KeyType): Text | undefined {
  if (keyType !== 'ed25519') return undefined
  return {
    en: 'Windows Schannel, and so every Exchange server, cannot use Ed25519 certificates; neither can OpenSSL before 1.1.1. Use it only among servers you know.',
    ja: 'Windows の Schannel (すべての Exchange サーバー) と 1.1.1 より前の OpenSSL は Ed25519 証明書を使用できません。対応を確認できたサーバー間でのみ使用してください。',
  }
}
