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
  'schema.parts': {
    en: 'Save each part as a file of its own, and feed it to the command above it.',
    ja: '各部分を別々のファイルに保存し、その上にあるコマンドに渡してください。',
  },
  'schema.place': {
    en: 'The place and the account, as the administrator of the directory:',
    ja: '場所とアカウント。ディレクトリの管理者として実行してください:',
  },
  'schema.password': {
    en: 'Give the account a password, and write the same one into the file of directory.ldap.passwordFile:',
    ja: 'アカウントのパスワードを設定し、同じパスワードを directory.ldap.passwordFile のファイルに書き込んでください:',
  },
  'schema.rights-root': {
    en: 'The rights, the limits, and what tells changes at once (RFC 4533). As root on each directory server:',
    ja: '権限、制限、および変更の即時通知 (RFC 4533)。各ディレクトリ サーバーで root として実行してください:',
  },
  'schema.database': {
    en: '{database} is the database of {suffix}; see: {command}',
    ja: '{database} は {suffix} のデータベースです。確認: {command}',
  },
  'schema.already': {
    en: 'A module or an overlay that is there already is answered "already exists": leave that entry out.',
    ja: '既に存在するモジュールまたはオーバーレイには "already exists" と応答されます。その場合は、そのエントリを省いてください。',
  },
  'schema.ids': { en: 'The names of entries for good:', ja: 'エントリの恒久的な識別子:' },
  'schema.poll': {
    en: 'Changes are learned by asking again (directory.ldap.follow: poll).',
    ja: '変更は定期的な再照会で取得されます (directory.ldap.follow: poll)。',
  },
  'schema.rights': { en: 'The rights and the limits:', ja: '権限と制限:' },
  'schema.ad': {
    en: 'Nothing is added to the schema: with the mapping active-directory the certificate of a server is userCertificate of its computer account under {base}. In PowerShell, as an administrator of the domain:',
    ja: 'スキーマには何も追加されません。マッピング active-directory では、サーバーの証明書は {base} の下にあるコンピューター アカウントの userCertificate です。PowerShell でドメインの管理者として実行してください:',
  },
  'schema.ad-name': {
    en: 'Its name for directory.ldap.bindDn: {account}, or hubtrust@DOMAIN',
    ja: 'directory.ldap.bindDn に指定する名前: {account} または hubtrust@DOMAIN',
  },
  'schema.ad-rights': {
    en: 'It may write the certificates of the computers there, and nothing else:',
    ja: 'このアカウントが書き込めるのは、そこにあるコンピューターの証明書だけです:',
  },
  'schema.ad-tls': {
    en: 'Without TLS Active Directory takes no password: use ldaps://, with the authority of the domain controllers in directory.ldap.caFile.',
    ja: 'Active Directory は TLS なしではパスワードを受け付けません。ldaps:// を使用し、ドメイン コントローラーの証明機関を directory.ldap.caFile に指定してください。',
  },
  'schema.lds': {
    en: 'In an instance of AD LDS the stock classes device and pkiUser are in MS-User.LDF and MS-InetOrgPerson.LDF; import them when the instance is made. Then, as its administrator:',
    ja: 'AD LDS インスタンスでは、標準クラス device および pkiUser は MS-User.LDF と MS-InetOrgPerson.LDF にあります。インスタンスの作成時にインポートしてください。その後、インスタンスの管理者として実行してください:',
  },
  'schema.lds-rights': {
    en: 'The password is set over LDAPS (ldp.exe or dsmod), then the rights:',
    ja: 'パスワードは LDAPS 経由 (ldp.exe または dsmod) で設定し、次に権限を設定してください:',
  },
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
  'look.sign-in': { en: 'Sign-in', ja: 'サインイン' },
  'look.read': { en: 'Servers', ja: 'サーバー' },
  'look.entries': { en: 'Refused', ja: '拒否' },
  'look.changes': { en: 'Changes', ja: '変更の検知' },
  'look.write': { en: 'Writing', ja: '書き込み' },
  'look.clock': { en: 'Clock', ja: '時計' },
  'directory.no-holds': { en: 'No withdrawal is held.', ja: '保留中の取り消しはありません。' },
  'directory.next-confirm': {
    en: 'They stay trusted. If the withdrawal is meant: hubtrust directory confirm NAME; if not, put the directory right, and the hold ends by itself.',
    ja: '信頼は維持されています。意図した取り消しの場合: hubtrust directory confirm NAME。そうでない場合はディレクトリを修正すると、保留は自動的に終了します。',
  },
  'directory.hold-name': { en: 'Server', ja: 'サーバー' },
  'directory.hold-cause': { en: 'In the directory', ja: 'ディレクトリの状態' },
  'directory.hold-reason': { en: 'Held because', ja: '保留の理由' },
  'directory.hold-at': { en: 'Since', ja: '開始' },
  'directory.cause-gone': { en: 'gone', ja: 'エントリなし' },
  'directory.cause-disabled': { en: 'disabled', ja: '無効' },
  'directory.cause-no-certificate': { en: 'without a certificate', ja: '証明書なし' },
  'directory.cause-refused': { en: 'its certificates are refused', ja: '証明書を拒否' },
  'directory.reason-everybody': { en: 'everybody would be', ja: '全サーバーが対象' },
  'directory.reason-share': { en: 'too many at once', ja: '一度に多数が対象' },
  'directory.change-confirm': {
    en: 'stop trusting {servers}; open sessions would be cut.',
    ja: '{servers} の信頼を終了します。開いているセッションは切断されます。',
  },
  'directory.confirmed': {
    en: 'Not trusted any more: {servers}; open sessions are cut.',
    ja: '信頼を終了しました: {servers}。開いているセッションは切断されます。',
  },
  'directory.change-import': {
    en: 'add {servers} servers and publish {certificates} certificates, trusted from then on.',
    ja: 'サーバー {servers} 台を追加し、証明書 {certificates} 件を公開します。以後これらを信頼します。',
  },
  'directory.imported': {
    en: 'Added {servers} servers and published {certificates} certificates.',
    ja: 'サーバー {servers} 台を追加し、証明書 {certificates} 件を公開しました。',
  },
  'option.try-writing': {
    en: 'Also make an entry that is no server, and remove it again',
    ja: 'サーバーではないエントリの作成と削除も試します',
  },
  'option.all-holds': { en: 'Every withdrawal that is held', ja: '保留中のすべての取り消し' },
  'summary.directory-check': {
    en: 'Look at each server of the LDAP directory: sign-in, rights, entries, clock',
    ja: 'LDAP ディレクトリの各サーバーを確認します (サインイン、権限、エントリ、時計)',
  },
  'about.directory-check': {
    en: 'Signs in at every URL of directory.ldap as the gateway does, reads all servers, and says what would be refused, how changes are learned and what is wrong, with a remedy each. The exit status is 1 when something is wrong.',
    ja: 'directory.ldap の各 URL にゲートウェイと同じ方法でサインインし、すべてのサーバーを読み取り、拒否される内容、変更の検知方法、問題とその対処を表示します。問題があれば終了コードは 1 です。',
  },
  'summary.directory-schema': {
    en: 'Print what a directory needs: place, account, rights, change notification',
    ja: 'ディレクトリに必要な設定 (検索ベース、アカウント、権限、変更通知) を表示します',
  },
  'about.directory-schema': {
    en: 'LDIF and commands for OpenLDAP, 389 Directory Server, Active Directory or AD LDS. The stock schema is enough. Nothing is changed: look at it, and feed it to the tools of the directory.',
    ja: 'OpenLDAP、389 Directory Server、Active Directory、AD LDS 用の LDIF とコマンドを表示します。標準スキーマで十分です。変更は行わないため、内容を確認してからディレクトリのツールに渡してください。',
  },
  'summary.directory-export': {
    en: 'Write all servers and their certificates, as JSON or LDIF',
    ja: 'すべてのサーバーと証明書を JSON または LDIF で出力します',
  },
  'about.directory-export': {
    en: 'For a backup, or to move from the embedded directory to LDAP: export, point directory at LDAP, import.',
    ja: 'バックアップや、組み込みディレクトリから LDAP への移行に使用します (エクスポートし、構成の directory を LDAP に変更し、インポートします)。',
  },
  'summary.directory-import': {
    en: 'Add servers and certificates from such a file',
    ja: 'そのファイルからサーバーと証明書を追加します',
  },
  'about.directory-import': {
    en: 'Reads JSON or LDIF. What is in the directory already stays as it is, and nothing is withdrawn.',
    ja: 'JSON または LDIF を読み取ります。ディレクトリに既にあるものは変更せず、取り消しも行いません。',
  },
  'summary.directory-holds': {
    en: 'Show withdrawals of many servers that are held',
    ja: '保留中の一括取り消しを表示します',
  },
  'about.directory-holds': {
    en: 'When the directory suddenly names far fewer servers, they stay trusted until somebody confirms, a second directory server says the same, or they are back.',
    ja: 'ディレクトリのサーバーが急に大きく減った場合、確認されるか、別のディレクトリ サーバーが同じ内容を示すか、元に戻るまで、信頼は維持されます。',
  },
  'summary.directory-confirm': {
    en: 'Say that a withdrawal that is held is meant',
    ja: '保留中の取り消しが意図したものであることを確認します',
  },
  'about.directory-confirm': {
    en: 'The servers lose trust at once; a running gateway cuts their open sessions.',
    ja: 'サーバーは直ちに信頼を失い、実行中のゲートウェイは開いているセッションを切断します。',
  },
} as const satisfies Readonly<Record<string, Text>>
