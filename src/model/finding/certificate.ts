/** Whether a certificate is fit for its work. That nobody but itself signed it is no fault here. */
import type { FindingTable } from './entry.ts'

const NEEDS = ['store', 'directory', 'names', 'configuration'] as const

export const CERTIFICATE_FINDINGS = {
  'certificate.version': {
    area: 'own',
    severity: 'high',
    claim: { en: 'The certificate is X.509 version 3.', ja: '証明書が X.509 バージョン 3 である。' },
    title: {
      en: 'The certificate {thumbprint} is X.509 version {version}.',
      ja: '証明書 {thumbprint} は X.509 バージョン {version} です。',
    },
    why: {
      en: 'Selection takes version 3 only: earlier ones can neither hold several names nor say what they are for.',
      ja: '選択されるのはバージョン 3 のみです。それ以前のバージョンは、複数の名前や用途を記載できません。',
    },
    citation: ['Microsoft bb430748, step 7', 'RFC 5280 §4.1.2.1'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['event.1037', 'event.2019', 'selection.none-eligible'],
    remedies: ['new-certificate'],
  },
  'certificate.weak-key': {
    area: 'own',
    severity: 'high',
    claim: { en: 'The key is long enough.', ja: 'キーの長さが十分である。' },
    title: {
      en: 'The key of the certificate {thumbprint} is RSA with {bits} bits.',
      ja: '証明書 {thumbprint} のキーは {bits} ビットの RSA です。',
    },
    why: {
      en: 'OpenSSL 3, and so this gateway and most peers, refuses RSA keys under 2048 bits ("ee key too small"): no handshake succeeds.',
      ja: 'このゲートウェイや多くの相手が使用する OpenSSL 3 は、2048 ビット未満の RSA キーを拒否します ("ee key too small")。ハンドシェイクは成立しません。',
    },
    citation: ['SSL_CTX_set_security_level(3)', 'NIST SP 800-57'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['selection.served-differs'],
    remedies: ['new-certificate'],
  },
  'certificate.no-client-auth': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'The certificate may be used by both ends of a TLS connection.',
      ja: '証明書が TLS 接続の両端で使用できる。',
    },
    title: {
      en: 'The certificate {thumbprint} names uses ({usages}) but not: {missing}.',
      ja: '証明書 {thumbprint} の拡張キー使用法 ({usages}) に {missing} がありません。',
    },
    why: {
      en: 'Direct trust shows one certificate as server and as client. Hubtrust does not look at the uses; other software refuses a certificate that was made for something else.',
      ja: '直接信頼では、1 つの証明書をサーバーとクライアントの両方として提示します。Hubtrust は用途を確認しませんが、他のソフトウェアは用途の異なる証明書を拒否します。',
    },
    citation: ['RFC 5280 §4.2.1.12', 'openssl-verification-options(1)'],
    needs: NEEDS,
    dependsOn: [],
    explains: [],
    remedies: ['new-certificate'],
  },
  'certificate.is-ca': {
    area: 'own',
    severity: 'high',
    claim: { en: 'The certificate is no certification authority.', ja: '証明書が認証機関のものではない。' },
    title: {
      en: 'The certificate {thumbprint} is a certification authority (CA:TRUE).',
      ja: '証明書 {thumbprint} は認証機関の証明書です (CA:TRUE)。',
    },
    why: {
      en: 'The directory does not take it: where peers keep trusted certificates in a hashed folder, whatever such a certificate signs would be trusted, too.',
      ja: 'ディレクトリに公開できません。相手が信頼する証明書をハッシュ フォルダーに保存している場合、この証明書が署名したすべての証明書が信頼されるためです。',
    },
    citation: ['RFC 5280 §4.2.1.9', 'openssl-rehash(1)'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['directory.not-published', 'selection.newer-than-published', 'event.12012'],
    remedies: ['new-certificate'],
  },
  'certificate.ed25519': {
    area: 'own',
    severity: 'low',
    claim: { en: 'Every peer can use this kind of key.', ja: 'すべての相手がこの種類のキーを使用できる。' },
    title: {
      en: 'The key of the certificate {thumbprint} is Ed25519.',
      ja: '証明書 {thumbprint} のキーは Ed25519 です。',
    },
    why: {
      en: 'Windows Schannel, and so every Exchange server, cannot use Ed25519 certificates; neither can OpenSSL before 1.1.1. With peers of that kind no handshake succeeds.',
      ja: 'Windows の Schannel (すべての Exchange サーバー) と 1.1.1 より前の OpenSSL は Ed25519 証明書を使用できません。該当する相手とのハンドシェイクは成立しません。',
    },
    citation: ['RFC 8410', 'RFC 8446 §4.2.3'],
    needs: NEEDS,
    dependsOn: [],
    explains: [],
    remedies: ['new-certificate'],
  },
} as const satisfies FindingTable
