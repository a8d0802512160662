import type { CodeEntry } from '../codes.ts'

export const DIRECTORY_CODES = {
  DIRECTORY_MISSING: {
    message: { en: 'There is no directory at {path}.', ja: 'ディレクトリ {path} がありません。' },
    remedy: { en: 'Run: hubtrust init', ja: '実行してください: hubtrust init' },
    retry: true,
  },
  DIRECTORY_UNREADABLE: {
    message: {
      en: 'The directory {path} cannot be read: {reason}.',
      ja: 'ディレクトリ {path} を読み取れません: {reason}。',
    },
    remedy: {
      en: 'Check the file: sqlite3 {path} "PRAGMA integrity_check"; restore it from a backup when it is damaged. The gateways go on with the last known state meanwhile.',
      ja: 'ファイルを確認してください: sqlite3 {path} "PRAGMA integrity_check"。壊れている場合はバックアップから復元してください。その間、ゲートウェイは最後に読み取った状態で動作を続けます。',
    },
    retry: true,
  },
  DIRECTORY_NOT_READ_YET: {
    message: {
      en: 'The directory has not been read as a whole yet: {reason}.',
      ja: 'ディレクトリ全体の読み取りがまだ完了していません: {reason}。',
    },
    remedy: {
      en: 'Wait until the gateway has read it, and see how it goes: hubtrust status',
      ja: 'ゲートウェイが読み取るまで待ち、状態を確認してください: hubtrust status',
    },
    retry: true,
  },
  DIRECTORY_NEWER_VERSION: {
    message: {
      en: 'The directory {path} was written by a newer Hubtrust (format {found}; this one knows {known}). Nothing was changed.',
      ja: 'ディレクトリ {path} は新しいバージョンの Hubtrust で作成されています (形式 {found}、対応形式 {known})。変更は行われていません。',
    },
    remedy: {
      en: 'Upgrade Hubtrust on this machine, then try again.',
      ja: 'このコンピューターの Hubtrust を更新してから再試行してください。',
    },
    retry: false,
  },
  DIRECTORY_BUSY: {
    message: {
      en: 'The directory {path} is being changed by another process.',
      ja: 'ディレクトリ {path} は別のプロセスが変更中です。',
    },
    remedy: {
      en: 'Try again; if it stays so, see who holds it: fuser -v {path}',
      ja: '再試行してください。解消しない場合は使用中のプロセスを確認してください: fuser -v {path}',
    },
    retry: true,
  },
  DIRECTORY_BAD_NAME: {
    message: { en: '"{name}" is not a fully qualified host name.', ja: '"{name}" は完全修飾ホスト名ではありません。' },
    remedy: { en: 'Give a name such as hub1.corp.example', ja: 'hub1.corp.example のような名前を指定してください。' },
    retry: false,
  },
  DIRECTORY_SERVER_EXISTS: {
    message: {
      en: 'The server {name} is in the directory already.',
      ja: 'サーバー {name} は既にディレクトリにあります。',
    },
    remedy: {
      en: 'Look at it: hubtrust server show {name}',
      ja: '内容を確認してください: hubtrust server show {name}',
    },
    retry: false,
  },
  DIRECTORY_UNKNOWN_SERVER: {
    message: { en: 'There is no server {name} in the directory.', ja: 'ディレクトリにサーバー {name} はありません。' },
    remedy: {
      en: 'See all servers: hubtrust server list; add it: hubtrust server add {name}',
      ja: 'サーバーの一覧: hubtrust server list。追加: hubtrust server add {name}',
    },
    retry: false,
  },
  DIRECTORY_CONFLICT: {
    message: {
      en: 'The server {name} was changed meanwhile (version {actual}, expected {expected}). Nothing was changed.',
      ja: 'サーバー {name} はその間に変更されました (バージョン {actual}、想定 {expected})。変更は行われていません。',
    },
    remedy: {
      en: 'Look at it again and repeat the change: hubtrust server show {name}',
      ja: '内容を再確認し、変更をやり直してください: hubtrust server show {name}',
    },
    retry: true,
  },
  DIRECTORY_DUPLICATE: {
    message: {
      en: 'The certificate {fingerprint} is published for {server} already, and a certificate stands for one server only.',
      ja: '証明書 {fingerprint} は既に {server} に公開されています。1 つの証明書を複数のサーバーに使用することはできません。',
    },
    remedy: {
      en: 'Give each server its own certificate; or withdraw it there first: hubtrust server withdraw {server} {fingerprint}',
      ja: 'サーバーごとに別の証明書を使用するか、先に取り消してください: hubtrust server withdraw {server} {fingerprint}',
    },
    retry: false,
  },
  DIRECTORY_CA_CERTIFICATE: {
    message: {
      en: 'The certificate {fingerprint} is a certification authority (CA:TRUE) and cannot stand for a server.',
      ja: '証明書 {fingerprint} は証明機関 (CA:TRUE) のものであり、サーバーの証明書として使用できません。',
    },
    remedy: { en: 'Publish the certificate of the server itself.', ja: 'サーバー自身の証明書を公開してください。' },
    retry: false,
  },
  DIRECTORY_NOT_PUBLISHED: {
    message: {
      en: 'The certificate {fingerprint} is not published for {name}.',
      ja: '証明書 {fingerprint} は {name} に公開されていません。',
    },
    remedy: {
      en: 'See what is: hubtrust server show {name}',
      ja: '公開済みの証明書を確認してください: hubtrust server show {name}',
    },
    retry: false,
  },
  DIRECTORY_UNREACHABLE: {
    message: {
      en: 'The directory server {url} cannot be reached: {reason}.',
      ja: 'ディレクトリ サーバー {url} に接続できません: {reason}。',
    },
    remedy: {
      en: 'Check that it runs and that no firewall is in the way: ldapsearch -x -H {url} -b "" -s base',
      ja: 'サーバーの稼働とファイアウォールを確認してください: ldapsearch -x -H {url} -b "" -s base',
    },
    retry: true,
  },
  DIRECTORY_TLS_REFUSED: {
    message: {
      en: 'The directory server {url} could not prove who it is: {reason}. No password was sent.',
      ja: 'ディレクトリ サーバー {url} の身元を確認できません: {reason}。パスワードは送信していません。',
    },
    remedy: {
      en: 'Set "directory.ldap.caFile" to the authority of its certificate, or "pins" to the SHA-256 of a certificate that you compared at {url}.',
      ja: '"directory.ldap.caFile" にサーバー証明書の証明機関を指定するか、{url} で照合した証明書の SHA-256 を "pins" に指定してください。',
    },
    retry: true,
  },
  DIRECTORY_BIND_REFUSED: {
    message: {
      en: 'The directory server {url} refused the sign-in: {reason}.',
      ja: 'ディレクトリ サーバー {url} がサインインを拒否しました: {reason}。',
    },
    remedy: {
      en: 'Check "directory.ldap.bindDn" and its password, or the certificate for "external": ldapwhoami -H {url}',
      ja: '"directory.ldap.bindDn" とパスワード、または "external" の証明書を確認してください: ldapwhoami -H {url}',
    },
    retry: true,
  },
  DIRECTORY_PASSWORD_UNUSABLE: {
    message: {
      en: 'The password for the directory cannot be taken from {place}: {reason}.',
      ja: 'ディレクトリのパスワードを {place} から取得できません: {reason}。',
    },
    remedy: {
      en: 'Put the password there and nothing else; a file must not be readable by everybody: chmod 640 {place}',
      ja: 'パスワードだけを設定してください。ファイルの場合は全員に読み取りを許可しないでください: chmod 640 {place}',
    },
    retry: false,
  },
  DIRECTORY_NO_BASE: {
    message: {
      en: 'The directory server {url} has no {base}, or this account may not read it.',
      ja: 'ディレクトリ サーバー {url} に {base} がないか、このアカウントに読み取り権限がありません。',
    },
    remedy: {
      en: 'Make it and give the account its rights; this prints both: hubtrust directory schema',
      ja: '作成して権限を与えてください。両方を次のコマンドで表示できます: hubtrust directory schema',
    },
    retry: true,
  },
  DIRECTORY_SIZE_LIMIT: {
    message: {
      en: 'The directory server {url} gives this account only a part of the servers (its size limit); a part is not used.',
      ja: 'ディレクトリ サーバー {url} はサイズ制限により、このアカウントにサーバーの一部しか返しません。一部のみの結果は使用しません。',
    },
    remedy: {
      en: 'Lift the limit for the account that binds (OpenLDAP: limits dn.exact="…" size=unlimited); hubtrust directory schema prints the line.',
      ja: 'バインドするアカウントの制限を解除してください (OpenLDAP: limits dn.exact="…" size=unlimited)。hubtrust directory schema で設定を表示できます。',
    },
    retry: true,
  },
  DIRECTORY_NO_IDS: {
    message: {
      en: 'The directory server {url} does not tell what names {dn} for good (entryUUID or objectGUID).',
      ja: 'ディレクトリ サーバー {url} から {dn} の識別子 (entryUUID または objectGUID) を取得できません。',
    },
    remedy: {
      en: 'Let the account read the operational attributes entryUUID and entryCSN; on 389 Directory Server enable the entryUUID plugin.',
      ja: 'アカウントに操作属性 entryUUID と entryCSN の読み取りを許可してください。389 Directory Server では entryUUID プラグインを有効にしてください。',
    },
    retry: false,
  },
  DIRECTORY_NO_SYNC: {
    message: {
      en: 'The directory server {url} does not offer content synchronization (RFC 4533) to this account.',
      ja: 'ディレクトリ サーバー {url} はこのアカウントにコンテンツ同期 (RFC 4533) を提供していません。',
    },
    remedy: {
      en: 'Add the overlay syncprov, as hubtrust directory schema prints it, or set directory.ldap.follow to auto.',
      ja: 'hubtrust directory schema の出力に従って syncprov オーバーレイを追加するか、directory.ldap.follow を auto にしてください。',
    },
    retry: false,
  },
  DIRECTORY_CLOCK: {
    message: {
      en: 'The clock of the directory server {url} is {seconds} s ahead of this one.',
      ja: 'ディレクトリ サーバー {url} の時計は、このコンピューターより {seconds} 秒進んでいます。',
    },
    remedy: {
      en: 'Let both follow the same time: timedatectl; chronyc tracking',
      ja: '両方の時刻を同期してください: timedatectl、chronyc tracking',
    },
    retry: false,
  },
  DIRECTORY_BAD_LISTING: {
    message: {
      en: '{path} is no list of servers that can be read: {reason}. Nothing was changed.',
      ja: '{path} はサーバーの一覧として読み取れません: {reason}。変更は行われていません。',
    },
    remedy: {
      en: 'Write one with: hubtrust directory export --format json > servers.json',
      ja: '一覧は次のコマンドで作成できます: hubtrust directory export --format json > servers.json',
    },
    retry: false,
  },
  DIRECTORY_NOT_ELSEWHERE: {
    message: {
      en: 'The directory of this server is {path} on this machine; there is no directory server to look at.',
      ja: 'このサーバーのディレクトリはこのコンピューターの {path} であり、確認するディレクトリ サーバーがありません。',
    },
    remedy: {
      en: 'For a directory that several servers share: hubtrust init --ldap-url URL --ldap-base DN',
      ja: '複数のサーバーで共有するディレクトリを使用するには: hubtrust init --ldap-url URL --ldap-base DN',
    },
    retry: false,
  },
  DIRECTORY_MAPPING_READ_ONLY: {
    message: {
      en: 'With the mapping "{mapping}" the directory is only read; its servers are changed where they are managed.',
      ja: 'マッピング "{mapping}" ではディレクトリの読み取りのみを行います。サーバーは管理元で変更してください。',
    },
    remedy: {
      en: 'In Exchange: Enable-ExchangeCertificate -Services SMTP. For servers of your own add a directory with the mapping "device".',
      ja: 'Exchange の場合: Enable-ExchangeCertificate -Services SMTP。独自のサーバーにはマッピング "device" のディレクトリを使用してください。',
    },
    retry: false,
  },
  DIRECTORY_NOT_KEPT: {
    message: {
      en: 'The mapping "{mapping}" has no place for this change of "{what}". Nothing was changed.',
      ja: 'マッピング "{mapping}" では "{what}" の変更を保存できません。変更は行われていません。',
    },
    remedy: {
      en: 'Addresses of a connector can be stated in the configuration (gateway.send.addresses). To end trust: hubtrust server withdraw; to disable the account itself: Disable-ADAccount.',
      ja: 'コネクタのアドレスは構成 (gateway.send.addresses) で指定できます。信頼を終了するには hubtrust server withdraw、アカウント自体を無効にするには Disable-ADAccount を使用してください。',
    },
    retry: false,
  },
  DIRECTORY_NO_COMPUTER: {
    message: {
      en: 'No computer under {base} has the dNSHostName {name}.',
      ja: '{base} の下に dNSHostName が {name} のコンピューターがありません。',
    },
    remedy: {
      en: 'Join it to the domain first, or set its name: Set-ADComputer -DNSHostName {name}',
      ja: '先にドメインに参加させるか、名前を設定してください: Set-ADComputer -DNSHostName {name}',
    },
    retry: false,
  },
  DIRECTORY_NO_RIGHT: {
    message: {
      en: 'The directory server {url} does not let this account change {dn}: {reason}.',
      ja: 'ディレクトリ サーバー {url} は、このアカウントによる {dn} の変更を許可していません: {reason}。',
    },
    remedy: {
      en: 'Give the account that binds the right to write under the base; hubtrust directory schema prints the rule. See what it may: hubtrust directory check',
      ja: 'バインドするアカウントに検索ベース以下の書き込み権限を与えてください。規則は hubtrust directory schema で表示できます。確認: hubtrust directory check',
    },
    retry: false,
  },
  DIRECTORY_CHANGE_REFUSED: {
    message: {
      en: 'The directory server {url} refused the change of {dn}: {reason}. Nothing was changed.',
      ja: 'ディレクトリ サーバー {url} は {dn} の変更を拒否しました: {reason}。変更は行われていません。',
    },
    remedy: {
      en: 'Check that base and mapping fit the directory: hubtrust directory check',
      ja: '検索ベースとマッピングがディレクトリに合っているか確認してください: hubtrust directory check',
    },
    retry: true,
  },
  DIRECTORY_TAKES_NO_CHANGES: {
    message: {
      en: 'No directory server takes changes: {reason}. Nothing was changed.',
      ja: '変更を受け付けるディレクトリ サーバーがありません: {reason}。変更は行われていません。',
    },
    remedy: {
      en: 'Add the URL of a provider (or of a writable domain controller) to directory.ldap.urls: hubtrust directory check',
      ja: 'プロバイダー (または書き込み可能なドメイン コントローラー) の URL を directory.ldap.urls に追加してください: hubtrust directory check',
    },
    retry: true,
  },
  DIRECTORY_NOT_TAKEN_OVER: {
    message: {
      en: 'The directory has the change of {name}, but this machine has not taken it over: {reason}.',
      ja: 'ディレクトリには {name} の変更が保存されましたが、このコンピューターにはまだ反映されていません: {reason}。',
    },
    remedy: {
      en: 'Look at what is held and refused: hubtrust directory holds; hubtrust status',
      ja: '保留と拒否の内容を確認してください: hubtrust directory holds、hubtrust status',
    },
    retry: true,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
