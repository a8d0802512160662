/** hubtrust postfix …, hubtrust export postfix. */
import type { Text } from '../../core/text.ts'

export const POSTFIX_WORDS = {
  'postfix.change': {
    en: 'change {files}; what they were is kept for --undo',
    ja: '{files} を変更します。変更前の内容は --undo のために保存されます',
  },
  'postfix.change-undo': {
    en: 'put {files} back as they were at {at}',
    ja: '{files} を {at} の設定前の内容に戻します',
  },
  'postfix.nothing-to-do': { en: 'Everything was already set.', ja: 'すべて設定済みです。' },
  'postfix.dry-run': { en: 'Nothing was changed (--dry-run).', ja: '変更は行っていません (--dry-run)。' },
  'postfix.waiting': {
    en: 'The gateway reads its configuration again …',
    ja: 'ゲートウェイが構成を再読み込みしています…',
  },
  'postfix.done': {
    en: 'Postfix asks Hubtrust now. Prove it: hubtrust postfix check. Take it back: hubtrust postfix setup --undo',
    ja: 'Postfix が Hubtrust に問い合わせるようになりました。確認: hubtrust postfix check。取り消すには: hubtrust postfix setup --undo',
  },
  'postfix.undone': { en: 'Put back, byte for byte: {files}', ja: '元の内容に戻しました: {files}' },
  'postfix.reloaded': { en: 'Postfix was reloaded.', ja: 'Postfix を再読み込みしました。' },
  'postfix.not-running': {
    en: 'Postfix does not run; start it: postfix start',
    ja: 'Postfix は実行されていません。起動してください: postfix start',
  },
  'postfix.answer': { en: '{hop}  {answer}', ja: '{hop}  {answer}' },
  'export.written': { en: '{path}: {lines} lines', ja: '{path}: {lines} 行' },
  'export.deferred': {
    en: 'Mail to {server} waits in the queue: {reason}',
    ja: '{server} 宛てのメールは保留されます: {reason}',
  },
  'postfix.no-peer': {
    en: 'No other server is in the directory yet: hubtrust server add NAME --certificate FILE',
    ja: 'ディレクトリに他のサーバーがまだありません: hubtrust server add NAME --certificate FILE',
  },
} as const satisfies Readonly<Record<string, Text>>
