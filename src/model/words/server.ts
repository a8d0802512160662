/** Servers in the directory. */
import type { Text } from '../../core/text.ts'

export const SERVER_WORDS = {
  'server.name': { en: 'Name', ja: '名前' },
  'server.roles': { en: 'Roles', ja: '役割' },
  'server.state': { en: 'State', ja: '状態' },
  'server.certificates': { en: 'Certificates', ja: '証明書' },
  'server.addresses': { en: 'Addresses', ja: 'アドレス' },
  'server.enabled': { en: 'trusted', ja: '信頼' },
  'server.disabled': { en: 'disabled', ja: '無効' },
  'server.this': { en: '(this server)', ja: '(このサーバー)' },
  'server.default-address': { en: '{name}:25', ja: '{name}:25' },
  'server.no-certificate': {
    en: 'none: it is trusted with no certificate yet',
    ja: 'なし: まだどの証明書でも信頼されません',
  },
  'server.empty': {
    en: 'There is no server in the directory. Run: hubtrust init',
    ja: 'ディレクトリにサーバーがありません。実行してください: hubtrust init',
  },
  'server.added': { en: 'Added {server} to the directory.', ja: '{server} をディレクトリに追加しました。' },
  'server.changed': { en: 'Changed {server} in the directory.', ja: 'ディレクトリ内の {server} を変更しました。' },
  'server.published': {
    en: 'Published {thumbprint} for {server}; compare its SHA-256 with the other side: {fingerprint}',
    ja: '{server} の証明書 {thumbprint} を公開しました。SHA-256 を相手側と照合してください: {fingerprint}',
  },
  'server.already-published': {
    en: '{thumbprint} was already published for {server}.',
    ja: '{thumbprint} は既に {server} の証明書として公開されています。',
  },
  'server.is-enabled': { en: '{server} is trusted again.', ja: '{server} を再び信頼します。' },
  'server.is-disabled': {
    en: '{server} is not trusted any more; open sessions are cut.',
    ja: '{server} の信頼を停止しました。開いているセッションは切断されます。',
  },
  'server.removed': { en: 'Removed {server} from the directory.', ja: '{server} をディレクトリから削除しました。' },
  'server.withdrawn': {
    en: 'Withdrew {thumbprint} of {server}.',
    ja: '{server} の証明書 {thumbprint} を取り消しました。',
  },
  'server.next-certificate': {
    en: 'Next: on {server} run "hubtrust cert export THUMBPRINT > {server}.pem", bring the file here, then: hubtrust server add {server} --certificate {server}.pem',
    ja: '次の手順: {server} で "hubtrust cert export THUMBPRINT > {server}.pem" を実行し、ファイルをここにコピーして: hubtrust server add {server} --certificate {server}.pem',
  },
  'server.next-exchange': {
    en: 'The other side must know this server too: hubtrust server export {self} > {self}.pem, and there: hubtrust server add {self} --certificate {self}.pem',
    ja: '相手側にもこのサーバーを登録してください: hubtrust server export {self} > {self}.pem。相手側で: hubtrust server add {self} --certificate {self}.pem',
  },
  'server.change-remove': {
    en: 'remove {server} and its {count} certificate(s) from the directory; its sessions would be cut.',
    ja: '{server} と証明書 {count} 件をディレクトリから削除します。セッションは切断されます。',
  },
  'server.change-disable': {
    en: 'stop trusting {server}; its sessions would be cut.',
    ja: '{server} の信頼を停止します。セッションは切断されます。',
  },
  'server.change-withdraw': {
    en: 'withdraw {thumbprint} of {server}; its sessions would be cut.',
    ja: '{server} の証明書 {thumbprint} を取り消します。セッションは切断されます。',
  },
} as const satisfies Readonly<Record<string, Text>>
