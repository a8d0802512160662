/** Certificates: table headings, states, questions and results. Property names of `--format list` stay English, as in Exchange. */
import type { Text } from '../../core/text.ts'

export const CERTIFICATE_WORDS = {
  'certificate.thumbprint': { en: 'Thumbprint', ja: '拇印' },
  'certificate.services': { en: 'Services', ja: 'サービス' },
  'certificate.subject': { en: 'Subject', ja: 'サブジェクト' },
  'certificate.not-after': { en: 'Not after', ja: '有効期限' },
  'certificate.status': { en: 'Status', ja: '状態' },
  'certificate.use': { en: 'Use', ja: '用途' },
  'certificate.in-use': { en: 'in use', ja: '使用中' },
  'certificate.published': { en: 'published', ja: '公開済み' },
  'certificate.valid': { en: 'valid', ja: '有効' },
  'certificate.expired': { en: 'expired', ja: '期限切れ' },
  'certificate.not-yet': { en: 'not valid before {notBefore}', ja: '{notBefore} より前は無効' },
  'certificate.no-key': { en: 'no private key', ja: '秘密キーなし' },
  'certificate.key-mismatch': { en: 'key does not match', ja: '秘密キー不一致' },
  'certificate.key-unreadable': { en: 'key unreadable', ja: '秘密キー読み取り不可' },
  'certificate.pending': { en: 'waits for its certificate', ja: '証明書の発行待ち' },
  'certificate.empty': {
    en: 'There is no certificate in the store. Make one: hubtrust cert new',
    ja: 'ストアに証明書がありません。作成してください: hubtrust cert new',
  },
  'certificate.none-for-domain': {
    en: 'No certificate in the store covers {domain}.',
    ja: '{domain} を含む証明書はストアにありません。',
  },
  'certificate.created': {
    en: 'Made the certificate {thumbprint} for {names}, valid until {notAfter}.',
    ja: '証明書 {thumbprint} を作成しました。名前: {names}、有効期限: {notAfter}。',
  },
  'certificate.was-published': {
    en: 'Published it for {server}: it is now its internal transport certificate.',
    ja: '{server} の証明書として公開しました。これが内部トランスポート証明書になります。',
  },
  'certificate.not-published': {
    en: 'It was not published; the directory stays as it is.',
    ja: '公開していません。ディレクトリは変更されていません。',
  },
  'certificate.not-covering': {
    en: 'It does not name {server}, so it was not published.',
    ja: '{server} の名前を含まないため、公開していません。',
  },
  'certificate.change-publish': {
    en: 'publish {thumbprint} (expires {notAfter}) as the internal transport certificate of {server}; published now: {current}.',
    ja: '{thumbprint} (有効期限 {notAfter}) を {server} の内部トランスポート証明書として公開します。現在公開済み: {current}。',
  },
  'certificate.change-new': {
    en: 'make a certificate for {names} and publish it as the internal transport certificate of {server}; published now: {current}.',
    ja: '{names} の証明書を作成し、{server} の内部トランスポート証明書として公開します。現在公開済み: {current}。',
  },
  'certificate.change-disable-smtp': {
    en: 'take SMTP away from {thumbprint}, the internal transport certificate of this server; events 1037 and 2019 would follow.',
    ja: 'このサーバーの内部トランスポート証明書 {thumbprint} の SMTP を無効にします。イベント 1037 と 2019 が発生します。',
  },
  'certificate.change-remove': {
    en: 'remove the certificate {thumbprint} ({subject}) and its private key.',
    ja: '証明書 {thumbprint} ({subject}) と秘密キーを削除します。',
  },
  'certificate.change-remove-published': {
    en: 'withdraw the certificate {thumbprint} ({subject}) from the directory and remove it with its private key.',
    ja: '証明書 {thumbprint} ({subject}) をディレクトリから取り消し、秘密キーと共に削除します。',
  },
  'certificate.enabled': {
    en: '{thumbprint} is enabled for: {services}.',
    ja: '{thumbprint} は次のサービスに対して有効です: {services}。',
  },
  'certificate.key-granted': {
    en: 'The account {account} may read its private key.',
    ja: 'アカウント {account} は秘密キーを読み取れます。',
  },
  'certificate.imported': {
    en: 'Imported {thumbprint} ({subject}), valid until {notAfter}.',
    ja: '{thumbprint} ({subject}) をインポートしました。有効期限: {notAfter}。',
  },
  'certificate.request-completed': {
    en: 'It answers a pending request and now has its private key.',
    ja: '保留中の要求に対する証明書です。秘密キーと関連付けました。',
  },
  'certificate.next-enable': {
    en: 'Next: hubtrust cert enable {thumbprint} --services smtp',
    ja: '次の手順: hubtrust cert enable {thumbprint} --services smtp',
  },
  'certificate.next-import': {
    en: 'Send the request to your certification authority, then: hubtrust cert import FILE',
    ja: '要求を証明機関に送り、発行された証明書をインポートしてください: hubtrust cert import FILE',
  },
  'certificate.requested': {
    en: 'Made the request {id} for {names}; its private key waits in the store.',
    ja: '要求 {id} を作成しました。名前: {names}。秘密キーはストアに保存されています。',
  },
  'certificate.written': { en: 'Wrote {path}.', ja: '{path} に書き込みました。' },
  'certificate.removed': { en: 'Removed {thumbprint}.', ja: '{thumbprint} を削除しました。' },
  'certificate.withdrawn': {
    en: 'Withdrew {thumbprint} from the directory.',
    ja: '{thumbprint} をディレクトリから取り消しました。',
  },
  'certificate.problem': { en: 'Skipped: {problem}', ja: '読み取れない項目: {problem}' },
  'selection.inbound': {
    en: 'Inbound, internal transport certificate of {server}',
    ja: '受信、{server} の内部トランスポート証明書',
  },
  'selection.outbound': {
    en: 'Outbound, internal transport certificate of {server}',
    ja: '送信、{server} の内部トランスポート証明書',
  },
  'selection.starttls': { en: 'STARTTLS certificate for the name {name}', ja: '名前 {name} の STARTTLS 証明書' },
  'selection.names': { en: 'Names of this host: {names}', ja: 'このホストの名前: {names}' },
  'selection.in-use': { en: 'In use: {thumbprint}', ja: '使用中: {thumbprint}' },
  'selection.best': { en: 'Best in the store: {thumbprint}', ja: 'ストア内の最適な証明書: {thumbprint}' },
  'selection.published': { en: 'Published: {thumbprint}', ja: '公開済み: {thumbprint}' },
  'selection.fine': {
    en: 'All is well: the published certificate is the best one.',
    ja: '問題ありません。公開済みの証明書が最適な証明書です。',
  },
  'selection.events': { en: 'Events: {ids}', ja: 'イベント: {ids}' },
  'step.version': { en: 'X.509 version 3', ja: 'X.509 バージョン 3' },
  'step.private-key': { en: 'private key readable', ja: '秘密キーの読み取り' },
  'step.name': { en: 'names this host', ja: 'ホスト名を含む' },
  'step.smtp': { en: 'enabled for SMTP', ja: 'SMTP が有効' },
  'step.validity': { en: 'valid now', ja: '有効期間内' },
  'step.best': { en: 'best of the eligible', ja: '適格な中で最適' },
} as const satisfies Readonly<Record<string, Text>>
