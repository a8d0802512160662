import type { Text } from '../../core/text.ts'

export const GENERAL_WORDS = {
  'general.tagline': {
    en: 'Hubtrust: direct trust between mail servers. A server is trusted because its certificate is in the directory.',
    ja: 'Hubtrust: メール サーバー間の直接信頼。証明書がディレクトリに登録されているサーバーだけを信頼します。',
  },
  'general.usage': { en: 'Usage:', ja: '使用法:' },
  'general.commands': { en: 'Commands:', ja: 'コマンド:' },
  'general.options': { en: 'Options:', ja: 'オプション:' },
  'general.global-options': { en: 'Options of every command:', ja: '共通オプション:' },
  'general.examples': { en: 'Examples:', ja: '例:' },
  'general.more': { en: 'More about one command: hubtrust help COMMAND', ja: 'コマンドの詳細: hubtrust help COMMAND' },
  'general.start': {
    en: 'New here? "hubtrust lab" plays with three servers on this machine; "hubtrust init" sets this one up.',
    ja: '初めての場合: "hubtrust lab" でこのコンピューター上の 3 台のサーバーを試せます。"hubtrust init" でこのサーバーを設定します。',
  },
  'general.choices': { en: 'one of: {choices}', ja: '指定できる値: {choices}' },
  'general.cause': { en: 'Cause: {cause}', ja: '原因: {cause}' },
  'general.remedy': { en: 'What to do: {remedy}', ja: '対処方法: {remedy}' },
  'general.bug': {
    en: 'This is a bug in Hubtrust, please report it with the lines below: {reason}',
    ja: 'Hubtrust の不具合です。次の行を添えて報告してください: {reason}',
  },
  'general.would-change': { en: 'This would {change} Go on?', ja: '次の変更を行います: {change}続行しますか?' },
  'general.confirm': { en: '{question} [y/N] ', ja: '{question} [y/N] ' },
  'general.password': { en: 'Password: ', ja: 'パスワード: ' },
  'general.password-again': { en: 'Password again: ', ja: 'パスワード (確認): ' },
  'general.yes': { en: 'yes', ja: 'はい' },
  'general.no': { en: 'no', ja: 'いいえ' },
  'general.unknown': { en: 'unknown', ja: '不明' },
  'general.none': { en: 'none', ja: 'なし' },
  'general.right': {
    en: 'root, or membership of the group hubtrust-admin',
    ja: 'root、または hubtrust-admin グループのメンバーシップ',
  },
  'general.right-owner': {
    en: 'root, membership of the group hubtrust-admin, or ownership of {folder}',
    ja: 'root、hubtrust-admin グループのメンバーシップ、または {folder} の所有権',
  },
  'action.certificate': { en: 'change certificates', ja: '証明書の変更' },
  'action.server': { en: 'change servers in the directory', ja: 'ディレクトリ内のサーバーの変更' },
  'action.console': { en: 'change who may use the console', ja: 'コンソールの利用者の変更' },
  'action.repair': { en: 'repair this server', ja: 'このサーバーの修復' },
  'action.setup': { en: 'set this server up', ja: 'このサーバーの設定' },
  'dry-run.nothing': { en: 'Nothing would change.', ja: '変更はありません。' },
  'dry-run.store-add': {
    en: 'A certificate with its key is added to the store of this server.',
    ja: '証明書と秘密キーがこのサーバーのストアに追加されます。',
  },
  'dry-run.store-request': {
    en: 'A certificate request with its key is kept in the store until its answer is imported.',
    ja: '証明書の要求と秘密キーがストアに保存され、応答のインポートを待ちます。',
  },
  'dry-run.store-complete': {
    en: 'The certificate completes the request that waits for it.',
    ja: '証明書が、待機中の要求を完了します。',
  },
  'dry-run.store-services': {
    en: 'The services of the certificate change; for SMTP the service account may read its key.',
    ja: '証明書のサービスが変更されます。SMTP の場合、サービス アカウントが秘密キーを読み取れるようになります。',
  },
  'dry-run.store-remove': {
    en: 'The certificate and its key are removed from the store.',
    ja: '証明書と秘密キーがストアから削除されます。',
  },
  'dry-run.directory-add': {
    en: 'The server is added to the directory.',
    ja: 'サーバーがディレクトリに追加されます。',
  },
  'dry-run.directory-change': {
    en: 'The entry of the server in the directory changes, at once for every server.',
    ja: 'ディレクトリ内のサーバーの項目が変更され、すべてのサーバーに直ちに反映されます。',
  },
  'dry-run.directory-remove': {
    en: 'The server is removed from the directory.',
    ja: 'サーバーがディレクトリから削除されます。',
  },
  'dry-run.directory-publish': {
    en: 'The certificate is published: every server trusts it from then on.',
    ja: '証明書が公開され、以後すべてのサーバーが信頼します。',
  },
  'dry-run.directory-withdraw': {
    en: 'The certificate is withdrawn: no server trusts it from then on.',
    ja: '証明書の公開が取り消され、以後どのサーバーも信頼しません。',
  },
} as const satisfies Readonly<Record<string, Text>>
