/** The console: its commands, and the few words it says without its pages. */
import type { Text } from '../../core/text.ts'

export const CONSOLE_WORDS = {
  'console.not-built': {
    en: 'The pages of the console are not built. In a checkout: npm run build, then restart the gateway. The API answers at /api/v1/openapi.json meanwhile.',
    ja: 'コンソールのページがビルドされていません。チェックアウトで npm run build を実行し、ゲートウェイを再起動してください。API は /api/v1/openapi.json で利用できます。',
  },
  'console.link': {
    en: 'Open this address within ten minutes; it signs in once, as {role}:',
    ja: '10 分以内に次のアドレスを開いてください。一度だけ {role} としてサインインできます。',
  },
  'console.listening': {
    en: 'Console: {url} (sign in: hubtrust console link)',
    ja: 'コンソール: {url} (サインイン: hubtrust console link)',
  },
  'console.step-read': { en: 'Looked at: {name}', ja: '確認済み: {name}' },
  'console.account': { en: 'Account', ja: 'アカウント' },
  'console.token': { en: 'Token', ja: 'トークン' },
  'console.role': { en: 'Role', ja: 'ロール' },
  'console.servers': { en: 'Servers', ja: 'サーバー' },
  'console.since': { en: 'Since', ja: '作成日時' },
  'console.all': { en: 'all', ja: 'すべて' },
  'console.no-account': {
    en: 'There is no account yet. Add one: hubtrust console user add NAME --role viewer',
    ja: 'アカウントはまだありません。追加してください: hubtrust console user add NAME --role viewer',
  },
  'console.no-token': {
    en: 'There is no token yet. Make one: hubtrust console token new NAME --role viewer',
    ja: 'トークンはまだありません。作成してください: hubtrust console token new NAME --role viewer',
  },
  'console.account-set': {
    en: 'Account "{name}" may sign in as {role}.',
    ja: 'アカウント "{name}" は {role} としてサインインできます。',
  },
  'console.account-removed': {
    en: 'Account "{name}" is removed; its sessions end at once.',
    ja: 'アカウント "{name}" を削除しました。セッションは直ちに終了します。',
  },
  'console.token-new': {
    en: 'Token "{name}" for {role}. It is shown this once; send it as: Authorization: Bearer TOKEN',
    ja: 'トークン "{name}" ({role})。表示されるのは今回だけです。次の形式で送信してください: Authorization: Bearer TOKEN',
  },
  'console.token-removed': {
    en: 'Token "{name}" is removed and opens nothing any more.',
    ja: 'トークン "{name}" を削除しました。今後は使用できません。',
  },
  'console.change-user-remove': {
    en: 'Account "{name}" can no longer sign in.',
    ja: 'アカウント "{name}" はサインインできなくなります。',
  },
  'console.change-token-remove': {
    en: 'Programs that use the token "{name}" are no longer let in.',
    ja: 'トークン "{name}" を使用しているプログラムは拒否されます。',
  },
} as const satisfies Readonly<Record<string, Text>>
