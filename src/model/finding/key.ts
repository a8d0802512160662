/** Private keys of the certificates that matter: there, fitting, and readable for the service account. */
import type { FindingTable } from './entry.ts'

/** What Exchange logs when the published certificate cannot be loaded with its key. */
const UNLOADABLE = ['event.1037', 'event.2019', 'event.12013', 'event.12023', 'selection.none-eligible'] as const

export const KEY_FINDINGS = {
  'key.unreadable': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'The service account can read the private keys it needs.',
      ja: 'サービス アカウントが必要な秘密キーを読み取れる。',
    },
    title: {
      en: 'The service account {account} cannot read the private key of {thumbprint}.',
      ja: 'サービス アカウント {account} が証明書 {thumbprint} の秘密キーを読み取れません。',
    },
    why: {
      en: 'Without its key the certificate cannot be shown to anybody. {obstaclePath} is in the way ({obstacle}); it can be read by: {readableBy}.',
      ja: '秘密キーがないと証明書を提示できません。{obstaclePath} が原因です ({obstacle})。読み取り可能なアカウント: {readableBy}。',
    },
    citation: ['Microsoft bb510126, cause 2', 'acl(5)', 'path_resolution(7)'],
    needs: ['store', 'directory', 'names', 'configuration'],
    dependsOn: [],
    explains: [...UNLOADABLE, 'selection.served-differs'],
    remedies: ['grant-key-read', 'open-folder', 'grant-by-acl'],
  },
  'key.missing': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'Every certificate that direct trust needs has its private key on this machine.',
      ja: '直接信頼に必要な証明書の秘密キーがこのコンピューターにある。',
    },
    title: {
      en: 'The private key of {thumbprint} is missing: there is no {keyFile}.',
      ja: '証明書 {thumbprint} の秘密キーがありません: {keyFile} が存在しません。',
    },
    why: {
      en: 'A certificate is shown by proving that one has its key. Peers that know this one refuse whatever is shown in its place.',
      ja: '証明書の提示には秘密キーの所有証明が必要です。この証明書を信頼するサーバーは、代わりに提示された証明書を拒否します。',
    },
    citation: ['Microsoft ff985435 (event 12013)', 'RFC 8446 §4.4.3'],
    needs: ['store', 'directory', 'names', 'configuration'],
    dependsOn: [],
    explains: [...UNLOADABLE],
    remedies: ['import-certificate', 'new-certificate'],
  },
  'key.mismatch': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'Every private key belongs to its certificate.',
      ja: '秘密キーが対応する証明書と一致している。',
    },
    title: {
      en: 'The private key {keyFile} does not belong to the certificate {thumbprint}.',
      ja: '秘密キー {keyFile} は証明書 {thumbprint} のものではありません。',
    },
    why: {
      en: 'No handshake can succeed with a key of another certificate, so {thumbprint} cannot be shown, and peers refuse anything else.',
      ja: '別の証明書の秘密キーではハンドシェイクが成立しません。{thumbprint} を提示できず、他の証明書は相手に拒否されます。',
    },
    citation: ['Microsoft ff985435 (event 12013)', 'RFC 8446 §4.4.3'],
    needs: ['store', 'directory', 'names', 'configuration'],
    dependsOn: [],
    explains: [...UNLOADABLE],
    remedies: ['import-certificate', 'new-certificate'],
  },
  'key.open-refused': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'The service account really opens the private keys it needs.',
      ja: 'サービス アカウントが必要な秘密キーを実際に開ける。',
    },
    title: {
      en: 'The system refuses {account} the private key {keyFile} ({code}), although mode and ACL allow it.',
      ja: 'モードと ACL では許可されているのに、{account} が秘密キー {keyFile} を開くことをシステムが拒否します ({code})。',
    },
    why: {
      en: 'Something behind the permissions decides: a security module, a mount that is gone, a file server that does not trust root. The gateway meets the same refusal and cannot show {thumbprint}.',
      ja: 'アクセス許可以外の要因 (セキュリティ モジュール、外れたマウント、root を信頼しないファイル サーバー) が原因です。ゲートウェイも同じように拒否され、{thumbprint} を提示できません。',
    },
    citation: ['path_resolution(7)', 'selinux(8)', 'apparmor(7)', 'exports(5), root_squash'],
    needs: ['store', 'directory', 'names', 'configuration', 'account'],
    dependsOn: ['key.account-missing'],
    explains: [...UNLOADABLE, 'selection.served-differs'],
    remedies: ['find-refusal'],
  },
  'key.provider': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'The private key is kept where the service can use it.',
      ja: '秘密キーがサービスから使用できる場所に保存されている。',
    },
    title: {
      en: 'The private key of {thumbprint} is kept by {provider}, and the service cannot use it from there.',
      ja: '証明書 {thumbprint} の秘密キーは {provider} に保存されており、サービスから使用できません。',
    },
    why: {
      en: 'Exchange 2007 and 2010 and EdgeSync use machine keys of CryptoAPI (CAPI) alone: a key of a CNG provider, or of a single user, is there and is of no use.',
      ja: 'Exchange 2007、2010、および EdgeSync が使用できるのは、CryptoAPI (CAPI) のコンピューター キーのみです。CNG プロバイダーやユーザー個人の秘密キーは、存在していても使用できません。',
    },
    citation: ['MSExchange EdgeSync, event 1035', 'certutil -store My'],
    needs: [],
    dependsOn: [],
    explains: [...UNLOADABLE],
    remedies: ['import-certificate', 'new-certificate'],
  },
} as const satisfies FindingTable
