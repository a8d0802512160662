/** Validity of this server's own certificates. Presence in the directory is the authority; strangers see it otherwise. */
import type { FindingTable } from './entry.ts'

const NEEDS = ['store', 'directory', 'names', 'configuration'] as const

export const VALIDITY_FINDINGS = {
  'validity.expired': {
    area: 'own',
    severity: 'medium',
    claim: { en: 'The certificate has not expired.', ja: '証明書の有効期限が切れていない。' },
    title: {
      en: 'The certificate {thumbprint} expired on {notAfter} ({days} days ago).',
      ja: '証明書 {thumbprint} の有効期限は {notAfter} に切れています ({days} 日前)。',
    },
    why: {
      en: 'Peers that trust this server through the directory go on with it and log event 12019, unless they set trust.expired to refuse; strangers who validate certificates end the connection.',
      ja: 'ディレクトリで信頼する相手は、trust.expired が refuse でない限り、イベント 12019 を記録しながら使用を続けます。証明書を検証する外部のサーバーは接続を切断します。',
    },
    citation: ['Microsoft ff981561 (event 12015)', 'Microsoft ff983405 (event 12016)', 'Microsoft KB953354'],
    needs: NEEDS,
    dependsOn: [],
    explains: [
      'event.1037',
      'event.2019',
      'event.12015',
      'event.12016',
      'selection.none-eligible',
      'validity.lifetime-short',
    ],
    remedies: ['new-certificate'],
  },
  'validity.not-yet': {
    area: 'own',
    severity: 'high',
    claim: { en: 'The certificate is valid already.', ja: '証明書の有効期間が始まっている。' },
    title: {
      en: 'The certificate {thumbprint} is not valid before {notBefore}; the clock of this machine says {now}.',
      ja: '証明書 {thumbprint} の有効期間は {notBefore} からですが、このコンピューターの時刻は {now} です。',
    },
    why: {
      en: 'Selection passes it over until then, and peers that set trust.expired to refuse do not trust it. Often it is the clock that is wrong.',
      ja: 'それまで選択されず、trust.expired が refuse の相手からは信頼されません。多くの場合、時刻のずれが原因です。',
    },
    citation: ['RFC 5280 §4.1.2.5', 'Microsoft bb430748'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['event.1037', 'event.2019', 'selection.none-eligible'],
    remedies: ['check-clock', 'new-certificate'],
  },
  'validity.expires-soon': {
    area: 'own',
    severity: 'medium',
    claim: { en: 'The certificate is good for some time.', ja: '証明書の有効期限まで十分な期間がある。' },
    title: {
      en: 'The certificate {thumbprint} expires on {notAfter} (in {days} days).',
      ja: '証明書 {thumbprint} の有効期限は {notAfter} に切れます (残り {days} 日)。',
    },
    why: {
      en: 'A new one can be published beside it today, without a pause: both are trusted until the old one is withdrawn.',
      ja: '新しい証明書を今すぐ並行して公開できます。古い証明書を取り消すまで両方が信頼され、停止は発生しません。',
    },
    citation: ['Microsoft ff985092 (event 12017)', 'Microsoft ff982351 (event 12018)'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['event.12017', 'event.12018', 'validity.lifetime-short'],
    remedies: ['new-certificate'],
  },
  'validity.lifetime-short': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'Self-made certificates live long enough to be replaced in peace.',
      ja: '自己署名証明書の有効期間が十分に長い。',
    },
    title: {
      en: 'The self-signed certificate {thumbprint} was made for only {days} days.',
      ja: '自己署名証明書 {thumbprint} の有効期間は {days} 日間しかありません。',
    },
    why: {
      en: 'Every peer has to learn of each successor before it is shown. With so short a life one failed replication or one long weekend is enough to run out.',
      ja: '後継の証明書は、使用前にすべての相手に伝わる必要があります。有効期間が短いと、一度の複製の失敗や連休だけで期限が切れます。',
    },
    citation: ['New-ExchangeCertificate, five years', 'MonitorExchangeAuthCertificate'],
    needs: NEEDS,
    dependsOn: [],
    explains: [],
    remedies: ['new-certificate'],
  },
} as const satisfies FindingTable
