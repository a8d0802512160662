/** Mail servers that are made to ask, and what is written for them: hubtrust postfix setup, exim setup, export. */
import type { Text } from '../../core/text.ts'

export const MAIL_SERVER_WORDS = {
  'setup.change': {
    en: 'change {files}; what they were is kept for --undo',
    ja: '{files} を変更します。変更前の内容は --undo のために保存されます',
  },
  'setup.change-undo': {
    en: 'put {files} back as they were at {at}',
    ja: '{files} を {at} の設定前の内容に戻します',
  },
  'setup.nothing-to-do': { en: 'Everything was already set.', ja: 'すべて設定済みです。' },
  'setup.dry-run': { en: 'Nothing was changed (--dry-run).', ja: '変更は行っていません (--dry-run)。' },
  'setup.waiting': {
    en: 'The gateway reads its configuration again …',
    ja: 'ゲートウェイが構成を再読み込みしています…',
  },
  'setup.done': {
    en: '{program} asks Hubtrust now. Take it back: hubtrust {command} --undo',
    ja: '{program} が Hubtrust に問い合わせるようになりました。取り消すには: hubtrust {command} --undo',
  },
  'setup.postfix-check': {
    en: 'Prove it: hubtrust postfix check',
    ja: '確認: hubtrust postfix check',
  },
  'setup.undone': { en: 'Put back, byte for byte: {files}', ja: '元の内容に戻しました: {files}' },
  'setup.reloaded': { en: '{program} was reloaded.', ja: '{program} を再読み込みしました。' },
  'setup.not-running': {
    en: '{program} does not run; start it: {command}',
    ja: '{program} は実行されていません。起動してください: {command}',
  },
  'setup.answer': { en: '{hop}  {answer}', ja: '{hop}  {answer}' },
  'setup.no-peer': {
    en: 'No other server is in the directory yet: hubtrust server add NAME --certificate FILE',
    ja: 'ディレクトリに他のサーバーがまだありません: hubtrust server add NAME --certificate FILE',
  },
  'export.written': { en: '{path}: {lines} lines', ja: '{path}: {lines} 行' },
  'export.deferred': {
    en: 'Mail to {server} waits in the queue: {reason}',
    ja: '{server} 宛てのメールは保留されます: {reason}',
  },
  'setup.exim-loopback': {
    en: 'Exim listens on {interfaces} only, and no other server reaches it: dpkg-reconfigure exim4-config',
    ja: 'Exim は {interfaces} でのみ待ち受けており、他のサーバーから接続できません: dpkg-reconfigure exim4-config',
  },
} as const satisfies Readonly<Record<string, Text>>
