/** The certificate store of this machine: there, whole, and holding what is published. */
import type { FindingTable } from './entry.ts'

export const STORE_FINDINGS = {
  'store.empty': {
    area: 'own',
    severity: 'critical',
    claim: { en: 'The store holds certificates.', ja: 'ストアに証明書がある。' },
    title: {
      en: 'The certificate store {folder} is empty.',
      ja: '証明書ストア {folder} が空です。',
    },
    why: {
      en: 'Without a certificate the gateway offers no TLS, and no peer can trust this server.',
      ja: '証明書がないとゲートウェイは TLS を提供できず、どのサーバーからも信頼されません。',
    },
    citation: ['Microsoft ff984391 (event 12012)', 'Microsoft ff985435 (event 12013)'],
    needs: ['store'],
    dependsOn: [],
    explains: [
      'event.1037',
      'event.2019',
      'event.12012',
      'event.12013',
      'event.12014',
      'store.published-missing',
      'directory.not-published',
    ],
    reach: 'server',
    remedies: ['new-certificate', 'import-certificate'],
  },
  'store.published-missing': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'The published certificate is in the store of this machine.',
      ja: '公開済みの証明書がこのコンピューターのストアにある。',
    },
    title: {
      en: 'The certificate published for {server} ({published}) is not in the store {folder}.',
      ja: '{server} に公開された証明書 ({published}) がストア {folder} にありません。',
    },
    why: {
      en: 'Peers trust that certificate alone. What this server shows in its place ({inUse}) they refuse, and mail waits in both directions.',
      ja: '相手が信頼するのは公開された証明書のみです。代わりに提示される証明書 ({inUse}) は拒否され、双方向でメールが滞留します。',
    },
    citation: ['Microsoft ff985435 (event 12013)', 'Microsoft bb430790, step 4'],
    needs: ['store', 'directory', 'names', 'configuration'],
    dependsOn: [],
    explains: ['event.1037', 'event.2019', 'event.12013', 'event.12023', 'selection.none-eligible'],
    reach: 'server',
    remedies: ['publish-certificate', 'import-certificate', 'new-certificate'],
  },
  'store.damaged': {
    area: 'own',
    severity: 'low',
    claim: { en: 'Every file of the store can be read.', ja: 'ストアのすべてのファイルを読み取れる。' },
    title: {
      en: 'The file {path} of the store is damaged or in the wrong place ({code}).',
      ja: 'ストアのファイル {path} が壊れているか、正しい場所にありません ({code})。',
    },
    why: {
      en: 'Its certificate is neither listed nor chosen nor shown. If it is the published one, peers refuse whatever is shown in its place.',
      ja: 'この証明書は一覧、選択、提示の対象になりません。公開済みの証明書の場合、代わりに提示された証明書は相手に拒否されます。',
    },
    citation: ['RFC 7468', 'Hubtrust error codes'],
    needs: ['store'],
    dependsOn: [],
    explains: ['event.1037', 'event.2019', 'event.12013', 'event.12023'],
    remedies: ['look-at-file'],
  },
  'store.pending-request': {
    area: 'own',
    severity: 'low',
    claim: { en: 'No certificate request waits for long.', ja: '長期間応答待ちの証明書要求がない。' },
    title: {
      en: 'The certificate request {request} has waited {days} days for its answer.',
      ja: '証明書要求 {request} は {days} 日間、応答待ちです。',
    },
    why: {
      en: 'The certificate that was meant to replace the present one has not come; its private key waits in the store.',
      ja: '置き換え予定の証明書が届いておらず、その秘密キーがストアに残っています。',
    },
    citation: ['Get-ExchangeCertificate, Status PendingRequest'],
    needs: ['store'],
    dependsOn: [],
    explains: [],
    remedies: ['answer-request'],
  },
  'store.ephemeral': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'No certificate made for the moment is in use.',
      ja: '一時的な証明書が使用されていない。',
    },
    title: {
      en: 'A certificate made for the moment ({shown}) is in use in the place of {thumbprint}.',
      ja: '{thumbprint} の代わりに一時的な証明書 ({shown}) が使用されています。',
    },
    why: {
      en: 'Nobody published it, so every peer refuses it, and after the next start it is another one.',
      ja: '公開されていないため、すべての相手に拒否されます。次回起動後は別の証明書になります。',
    },
    citation: ['Microsoft ff983190 (event 12024)'],
    needs: [],
    dependsOn: ['store.published-missing', 'key.missing', 'key.unreadable'],
    explains: ['event.12013'],
    remedies: ['import-certificate', 'new-certificate'],
  },
} as const satisfies FindingTable
