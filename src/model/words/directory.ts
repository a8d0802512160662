/** A directory that is elsewhere. */
import type { Text } from '../../core/text.ts'

export const DIRECTORY_WORDS = {
  'directory.is-old': {
    en: 'The directory cannot be read now; this is its copy of {seconds} s ago. {reason}',
    ja: '現在ディレクトリを読み取れないため、{seconds} 秒前のコピーを使用します。{reason}',
  },
  'init.directory-elsewhere': {
    en: 'Reading the directory at {url}; its copy here is {path}.',
    ja: '{url} のディレクトリを使用します。このコンピューターのコピー: {path}。',
  },
  'status.follow': { en: 'Followed from', ja: '同期元' },
  'status.follow-propagation': {
    en: '{location}; half of the changes were in force within {typical} ms, 99 % within {longest} ms',
    ja: '{location}、変更の反映: 半数は {typical} ミリ秒以内、99 % は {longest} ミリ秒以内',
  },
  'status.held': { en: 'Held', ja: '保留' },
  'status.held-servers': {
    en: '{count} withdrawals ({servers}): hubtrust directory holds',
    ja: '取り消し {count} 件 ({servers}): hubtrust directory holds',
  },
  'status.refused-entries': {
    en: '{count} entries: hubtrust directory check',
    ja: 'エントリ {count} 件: hubtrust directory check',
  },
  'status.refused': { en: 'Refused', ja: '拒否' },
  'option.ldap-url': {
    en: 'A directory server; several are tried in order: ldaps://HOST, ldap://HOST (StartTLS), ldapi://PATH',
    ja: 'ディレクトリ サーバー。複数の場合は順に試行します: ldaps://HOST、ldap://HOST (StartTLS)、ldapi://PATH',
  },
  'option.ldap-base': {
    en: 'Where the servers are: ou=hubtrust,dc=corp,dc=example',
    ja: 'サーバーの検索ベース: ou=hubtrust,dc=corp,dc=example',
  },
  'option.ldap-mapping': {
    en: 'What a server looks like there; device when left out',
    ja: 'サーバーのマッピング。省略時は device',
  },
  'option.ldap-bind-dn': { en: 'Who signs in, with a password', ja: 'パスワードでサインインするアカウント' },
  'option.ldap-password-file': {
    en: 'The password of that account; mode 0600 or 0640',
    ja: 'アカウントのパスワードを含むファイル。モードは 0600 または 0640',
  },
  'option.ldap-password-variable': {
    en: 'The environment variable that holds the password',
    ja: 'パスワードを含む環境変数',
  },
  'option.ldap-external': {
    en: 'Sign in by certificate, or on ldapi by the account (SASL EXTERNAL)',
    ja: '証明書、または ldapi ではアカウントでサインインします (SASL EXTERNAL)',
  },
  'option.ldap-certificate': {
    en: 'The certificate shown to the directory server (PEM)',
    ja: 'ディレクトリ サーバーに提示する証明書 (PEM)',
  },
  'option.ldap-key': { en: 'Its private key (PEM)', ja: 'その秘密キー (PEM)' },
  'option.ldap-ca-file': {
    en: 'The authority of the directory server (PEM); the system’s when left out',
    ja: 'ディレクトリ サーバーの証明機関 (PEM)。省略時はシステムの証明機関',
  },
  'option.ldap-pin': {
    en: 'SHA-256 of the directory server’s certificate; then no authority is asked',
    ja: 'ディレクトリ サーバー証明書の SHA-256。指定時は証明機関を使用しません',
  },
} as const satisfies Readonly<Record<string, Text>>
