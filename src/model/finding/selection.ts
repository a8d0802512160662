/** Which certificate is chosen, published and really shown: three times the same one. */
import type { FindingTable } from './entry.ts'

const NEEDS = ['store', 'directory', 'names', 'configuration'] as const

export const SELECTION_FINDINGS = {
  'selection.ambiguous': {
    area: 'own',
    severity: 'low',
    claim: {
      en: 'One certificate is better than every other.',
      ja: '最適な証明書が 1 つに決まる。',
    },
    title: {
      en: 'The certificates {thumbprint} and {rival} are equally good: both valid from {notBefore}.',
      ja: '証明書 {thumbprint} と {rival} の優先順位が同じです (有効期間の開始: {notBefore})。',
    },
    why: {
      en: 'Selection takes the newest. Between these two only their fingerprints decide, so which one it is, and whether it is the published one, is chance.',
      ja: '選択されるのは最新の証明書です。この 2 つは SHA-256 の値だけで決まるため、公開済みの証明書が選択されるかどうかは偶然です。',
    },
    citation: ['Microsoft bb430748, step 9', 'Microsoft bb510126, "latest time stamp"'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['selection.newer-than-published', 'event.1037', 'event.2019'],
    remedies: ['publish-newer', 'remove-certificate'],
  },
  'selection.newer-than-published': {
    area: 'own',
    severity: 'medium',
    claim: {
      en: 'The certificate selection would choose is the published one.',
      ja: '選択される証明書がディレクトリに公開されている。',
    },
    title: {
      en: 'Selection would choose {thumbprint} (valid from {notBefore}), but the directory names {published}.',
      ja: '選択されるべき証明書は {thumbprint} (有効期間の開始: {notBefore}) ですが、公開されているのは {published} です。',
    },
    why: {
      en: 'Mail goes on with {published} as long as its key can be read; events 1037 and 2019 say that the two differ. Peers refuse {thumbprint} until it is published.',
      ja: '秘密キーを読み取れる間は {published} でメールが流れ、不一致がイベント 1037 と 2019 に記録されます。{thumbprint} は公開されるまで相手に拒否されます。',
    },
    citation: ['Microsoft bb510126', 'Microsoft bb430790', 'Microsoft bb430773'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['event.1037', 'event.2019'],
    remedies: ['publish-newer', 'remove-certificate'],
  },
  'selection.none-eligible': {
    area: 'own',
    severity: 'critical',
    claim: {
      en: 'A certificate of the store can be the internal transport certificate.',
      ja: '内部トランスポート証明書として使用できる証明書がストアにある。',
    },
    title: {
      en: 'No certificate in the store (of {count}) can be chosen as internal transport certificate.',
      ja: 'ストアの証明書 {count} 件のいずれも、内部トランスポート証明書として選択できません。',
    },
    why: {
      en: 'Each one fails a step of the selection: {failures}. In use now: {inUse}.',
      ja: 'すべての証明書が選択条件を満たしていません: {failures}。現在使用中: {inUse}。',
    },
    citation: ['Microsoft bb430790', 'Microsoft ff985435 (event 12013)'],
    needs: NEEDS,
    dependsOn: [],
    explains: ['event.1037', 'event.2019', 'event.12013'],
    remedies: ['new-certificate'],
  },
  'selection.served-differs': {
    area: 'own',
    severity: 'high',
    claim: {
      en: 'The gateway shows the certificate that selection chooses.',
      ja: 'ゲートウェイが、選択された証明書を提示している。',
    },
    title: {
      en: 'The gateway shows {shown} ({where}), but selection chooses {thumbprint}.',
      ja: 'ゲートウェイが提示しているのは {shown} ({where}) ですが、選択される証明書は {thumbprint} です。',
    },
    why: {
      en: 'The running gateway has not seen a change, or another program answers there. Peers trust what is published for this server ({published}) and nothing else.',
      ja: '実行中のゲートウェイに変更が反映されていないか、別のプログラムが応答しています。相手が信頼するのは、このサーバーに公開された証明書 ({published}) のみです。',
    },
    citation: ['Microsoft bb430790, step 9', 'Hubtrust status'],
    needs: [...NEEDS, 'gateway'],
    dependsOn: [],
    explains: [],
    remedies: ['reload-gateway'],
  },
} as const satisfies FindingTable
