/** init, events, explain and facts. */
import type { Text } from '../../core/text.ts'

export const SETUP_WORDS = {
  'init.configuration-written': { en: 'Wrote the configuration {path}.', ja: '構成ファイル {path} を書き込みました。' },
  'init.configuration-kept': { en: 'Kept the configuration {path}.', ja: '構成ファイル {path} をそのまま使用します。' },
  'init.directory-created': {
    en: 'Made the embedded directory {path}.',
    ja: '組み込みディレクトリ {path} を作成しました。',
  },
  'init.directory-kept': {
    en: 'Kept the embedded directory {path}.',
    ja: '組み込みディレクトリ {path} をそのまま使用します。',
  },
  'init.server-added': { en: 'Added {server} to the directory.', ja: '{server} をディレクトリに追加しました。' },
  'init.certificate-created': {
    en: 'Made the internal transport certificate {thumbprint} for {names}.',
    ja: '内部トランスポート証明書 {thumbprint} を作成しました。名前: {names}。',
  },
  'init.certificate-kept': {
    en: 'Kept the internal transport certificate {thumbprint}.',
    ja: '内部トランスポート証明書 {thumbprint} をそのまま使用します。',
  },
  'init.certificate-published': { en: 'Published it for {server}.', ja: '{server} の証明書として公開しました。' },
  'init.nothing-to-do': { en: 'Everything was already there.', ja: 'すべて設定済みです。' },
  'init.next': { en: 'Next:', ja: '次の手順:' },
  'init.next-config': { en: 'tell the other commands where it is:', ja: '他のコマンドに場所を伝えます:' },
  'init.next-export': { en: 'give your certificate to the other server:', ja: 'このサーバーの証明書を相手に渡します:' },
  'init.next-add': { en: 'add the certificate of the other server:', ja: '相手サーバーの証明書を追加します:' },
  'init.next-serve': { en: 'run the gateway:', ja: 'ゲートウェイを実行します:' },
  'events.empty': { en: 'There are no events yet.', ja: 'イベントはまだありません。' },
  'events.repeated': { en: '({count} times)', ja: '({count} 回)' },
  'events.id': { en: 'Event id', ja: 'イベント ID' },
  'events.severity': { en: 'Severity', ja: 'レベル' },
  'events.category': { en: 'Category', ja: 'カテゴリ' },
  'severity.error': { en: 'error', ja: 'エラー' },
  'severity.warning': { en: 'warning', ja: '警告' },
  'severity.information': { en: 'information', ja: '情報' },
  'explain.events': { en: 'Events:', ja: 'イベント:' },
  'explain.causes': { en: 'Causes:', ja: '原因:' },
  'explain.errors': { en: 'Error codes:', ja: 'エラー コード:' },
  'explain.text': { en: 'It says:', ja: '表示される内容:' },
  'explain.remedy': { en: 'What to do:', ja: '対処方法:' },
  'explain.may-be-caused-by': { en: 'Possible causes:', ja: '考えられる原因:' },
  'explain.explains': { en: 'Can be the cause of: {events}', ja: '次のイベントの原因になります: {events}' },
  'explain.retry': { en: 'Trying again later may help.', ja: '後で再試行すると成功する場合があります。' },
} as const satisfies Readonly<Record<string, Text>>
