import type { CodeEntry } from '../codes.ts'

/** Codes that start with CLI_USAGE end with exit status 64. */
export const CLI_CODES = {
  CLI_USAGE: {
    message: { en: '{problem}', ja: '{problem}' },
    remedy: { en: 'Run: hubtrust help {command}', ja: '実行してください: hubtrust help {command}' },
    retry: false,
  },
  CLI_USAGE_UNKNOWN_COMMAND: {
    message: { en: 'There is no command "{word}".', ja: 'コマンド "{word}" はありません。' },
    remedy: { en: 'See all commands: hubtrust help', ja: 'コマンドの一覧を表示してください: hubtrust help' },
    retry: false,
  },
  CLI_USAGE_MISSPELT_COMMAND: {
    message: { en: 'There is no command "{word}".', ja: 'コマンド "{word}" はありません。' },
    remedy: { en: 'Did you mean: hubtrust {suggestion}', ja: 'もしかして: hubtrust {suggestion}' },
    retry: false,
  },
  CLI_USAGE_INCOMPLETE_COMMAND: {
    message: {
      en: '"hubtrust {command}" needs one of: {choices}.',
      ja: '"hubtrust {command}" には次のいずれかが必要です: {choices}。',
    },
    remedy: { en: 'Run: hubtrust help {command}', ja: '実行してください: hubtrust help {command}' },
    retry: false,
  },
  CLI_USAGE_UNKNOWN_OPTION: {
    message: {
      en: '"hubtrust {command}" has no option "{option}".',
      ja: '"hubtrust {command}" にオプション "{option}" はありません。',
    },
    remedy: {
      en: 'See its options: hubtrust help {command}',
      ja: 'オプションの一覧を表示してください: hubtrust help {command}',
    },
    retry: false,
  },
  CLI_USAGE_MISSPELT_OPTION: {
    message: {
      en: '"hubtrust {command}" has no option "{option}".',
      ja: '"hubtrust {command}" にオプション "{option}" はありません。',
    },
    remedy: {
      en: 'Did you mean: {suggestion}. See all options: hubtrust help {command}',
      ja: 'もしかして: {suggestion}。オプションの一覧: hubtrust help {command}',
    },
    retry: false,
  },
  CLI_USAGE_MISSING_VALUE: {
    message: { en: 'The option "{option}" needs a value.', ja: 'オプション "{option}" には値が必要です。' },
    remedy: {
      en: 'Write: {option} VALUE. See: hubtrust help {command}',
      ja: '{option} VALUE の形で指定してください。参照: hubtrust help {command}',
    },
    retry: false,
  },
  CLI_USAGE_UNWANTED_VALUE: {
    message: { en: 'The option "{option}" takes no value.', ja: 'オプション "{option}" に値は指定できません。' },
    remedy: {
      en: 'Write only: {option}. See: hubtrust help {command}',
      ja: '{option} だけを指定してください。参照: hubtrust help {command}',
    },
    retry: false,
  },
  CLI_USAGE_BAD_VALUE: {
    message: {
      en: '"{value}" is not a value of "{option}". Possible: {choices}.',
      ja: '"{value}" は "{option}" の値ではありません。指定できる値: {choices}。',
    },
    remedy: {
      en: 'Choose one of: {choices}. See: hubtrust help {command}',
      ja: '次から選んでください: {choices}。参照: hubtrust help {command}',
    },
    retry: false,
  },
  CLI_USAGE_ELSEWHERE: {
    message: {
      en: '"{option}" changes this machine, and "{elsewhere}" judges what was collected on another one.',
      ja: '"{option}" はこのコンピューターを変更しますが、"{elsewhere}" は別のコンピューターで収集した情報を診断します。',
    },
    remedy: {
      en: 'Leave one of them out. To repair, run on that server itself: hubtrust doctor {option}',
      ja: 'どちらかを省略してください。修復するには、対象のサーバー上で実行してください: hubtrust doctor {option}',
    },
    retry: false,
  },
  CLI_USAGE_NEEDS: {
    message: {
      en: '"{option}" means something only together with "{needed}".',
      ja: '"{option}" は "{needed}" と共に指定する必要があります。',
    },
    remedy: { en: 'Run: {instead}', ja: '次を実行してください: {instead}' },
    retry: false,
  },
  CLI_USAGE_MISSING_ARGUMENT: {
    message: { en: '"hubtrust {command}" needs {argument}.', ja: '"hubtrust {command}" には {argument} が必要です。' },
    remedy: { en: 'Write: {usage}', ja: '次の形で指定してください: {usage}' },
    retry: false,
  },
  CLI_USAGE_EXTRA_ARGUMENT: {
    message: {
      en: '"hubtrust {command}" does not know what to do with "{word}".',
      ja: '"hubtrust {command}" に余分な引数 "{word}" があります。',
    },
    remedy: { en: 'Write: {usage}', ja: '次の形で指定してください: {usage}' },
    retry: false,
  },
  CLI_MISSING_RIGHT: {
    message: {
      en: 'This account ({account}) may not {action}: that needs {right}.',
      ja: 'アカウント {account} には「{action}」の権限がありません。必要な権限: {right}。',
    },
    remedy: {
      en: 'Run the command with sudo, or ask for membership: usermod -aG hubtrust-admin {account}',
      ja: 'sudo で実行するか、グループへの追加を依頼してください: usermod -aG hubtrust-admin {account}',
    },
    retry: false,
  },
  CLI_NOT_CONFIRMED: {
    message: {
      en: 'Nothing was changed without agreement. The command would {change}',
      ja: '同意がないため、変更は行われていません。このコマンドは次の変更を行います: {change}',
    },
    remedy: {
      en: 'Run it again with --yes to agree, or in a terminal to be asked.',
      ja: '同意する場合は --yes を付けて再実行するか、端末で実行して確認に答えてください。',
    },
    retry: false,
  },
  CLI_DECLINED: {
    message: {
      en: 'Nothing was changed: the question was answered with no.',
      ja: '変更は行われていません: 質問に「いいえ」と回答しました。',
    },
    remedy: {
      en: 'Run the command again and answer y when you agree.',
      ja: '同意する場合は、再実行して y と答えてください。',
    },
    retry: false,
  },
  CLI_PASSWORD_MISSING: {
    message: {
      en: 'A password is needed and there is no terminal to ask for it.',
      ja: 'パスワードが必要ですが、入力を求める端末がありません。',
    },
    remedy: {
      en: 'Give it with --password-file FILE, --password-stdin, or the variable HUBTRUST_PASSWORD.',
      ja: '--password-file FILE、--password-stdin、または環境変数 HUBTRUST_PASSWORD で指定してください。',
    },
    retry: false,
  },
  CLI_PASSWORD_DIFFERS: {
    message: {
      en: 'The two passwords differ. Nothing was written.',
      ja: '2 つのパスワードが一致しません。何も書き込まれていません。',
    },
    remedy: {
      en: 'Run the command again and type the same password twice.',
      ja: '再実行して、同じパスワードを 2 回入力してください。',
    },
    retry: false,
  },
  CLI_NOTHING_TO_IMPORT: {
    message: {
      en: '{path} holds neither a certificate in PEM form nor a PKCS#12 file.',
      ja: '{path} には PEM 形式の証明書も PKCS#12 も含まれていません。',
    },
    remedy: {
      en: 'Look what it is: openssl x509 -in {path} -noout -subject',
      ja: '内容を確認してください: openssl x509 -in {path} -noout -subject',
    },
    retry: false,
  },
  CLI_IMPORT_WITHOUT_KEY: {
    message: {
      en: '{path} holds a certificate without its private key, and no pending request waits for it (thumbprint {thumbprint}).',
      ja: '{path} の証明書には秘密キーがなく、対応する保留中の要求もありません (拇印 {thumbprint})。',
    },
    remedy: {
      en: 'Add the key: hubtrust cert import {path} --key FILE. To trust the certificate of another server: hubtrust server add NAME --certificate {path}',
      ja: '秘密キーを指定してください: hubtrust cert import {path} --key FILE。別のサーバーの証明書を信頼する場合: hubtrust server add NAME --certificate {path}',
    },
    retry: false,
  },
  CLI_KEY_DAMAGED: {
    message: {
      en: 'The private key in {path} cannot be read. Nothing was imported.',
      ja: '{path} の秘密キーを読み取れません。何もインポートされていません。',
    },
    remedy: {
      en: 'Check the file: openssl pkey -in {path} -noout -check',
      ja: 'ファイルを確認してください: openssl pkey -in {path} -noout -check',
    },
    retry: false,
  },
  CLI_KEY_PASSWORD_WRONG: {
    message: {
      en: 'The password does not open the encrypted private key. Nothing was imported.',
      ja: '暗号化された秘密キーをこのパスワードで開けません。何もインポートされていません。',
    },
    remedy: {
      en: 'Run the command again with the password the key was encrypted with: --password-file FILE',
      ja: '暗号化に使用したパスワードを指定して再実行してください: --password-file FILE',
    },
    retry: false,
  },
  CLI_NOT_PUBLISHED: {
    message: {
      en: 'No certificate of {server} begins with {thumbprint}.',
      ja: '{server} に {thumbprint} で始まる公開済み証明書はありません。',
    },
    remedy: {
      en: 'See its certificates: hubtrust server show {server}',
      ja: '証明書を確認してください: hubtrust server show {server}',
    },
    retry: false,
  },
  CLI_UNKNOWN_SERVER: {
    message: {
      en: 'There is no server {server} in the directory.',
      ja: 'ディレクトリにサーバー {server} はありません。',
    },
    remedy: {
      en: 'See all servers: hubtrust server list',
      ja: 'サーバーの一覧を表示してください: hubtrust server list',
    },
    retry: false,
  },
  CLI_BAD_NAME: {
    message: { en: '"{name}" is not a fully qualified host name.', ja: '"{name}" は完全修飾ホスト名ではありません。' },
    remedy: { en: 'Give a name such as hub1.corp.example', ja: 'hub1.corp.example のような名前を指定してください。' },
    retry: false,
  },
  CLI_INTERNAL_CERTIFICATE: {
    message: {
      en: '{thumbprint} is the internal transport certificate of this server and cannot be removed: mail between the servers would stop.',
      ja: '{thumbprint} はこのサーバーの内部トランスポート証明書です。サーバー間のメールが停止するため削除できません。',
    },
    remedy: {
      en: 'Replace it first: hubtrust cert new --services smtp. The new certificate becomes the internal transport certificate; then remove this one.',
      ja: '先に置き換えてください: hubtrust cert new --services smtp。新しい証明書が内部トランスポート証明書になった後で、この証明書を削除してください。',
    },
    retry: false,
  },
  CLI_NAME_NOT_COVERED: {
    message: {
      en: 'The certificate {thumbprint} names {names}, not {server}.',
      ja: '証明書 {thumbprint} に含まれる名前は {names} であり、{server} ではありません。',
    },
    remedy: {
      en: 'Check that the file belongs to {server}; if it does, agree with --force: trust is decided by the certificate, not by its names.',
      ja: 'ファイルが {server} のものか確認してください。正しい場合は --force を指定してください。信頼は名前ではなく証明書そのもので判断されます。',
    },
    retry: false,
  },
  CLI_CA_CERTIFICATE: {
    message: {
      en: 'The certificate {thumbprint} is a certification authority (CA:TRUE) and cannot stand for a server.',
      ja: '証明書 {thumbprint} は証明機関 (CA:TRUE) のものであり、サーバーの証明書として使用できません。',
    },
    remedy: {
      en: 'Use the certificate of the server itself: hubtrust cert export THUMBPRINT on that server.',
      ja: 'そのサーバー自身の証明書を使用してください: 相手のサーバーで hubtrust cert export THUMBPRINT を実行します。',
    },
    retry: false,
  },
  CLI_NOTHING_KNOWN: {
    message: {
      en: 'There is no event id, cause or error code "{id}".',
      ja: '"{id}" というイベント ID、原因、エラー コードはありません。',
    },
    remedy: { en: 'See the lists: hubtrust explain', ja: '一覧を表示してください: hubtrust explain' },
    retry: false,
  },
  CLI_NOTHING_KNOWN_BUT: {
    message: {
      en: 'There is no event id, cause or error code "{id}".',
      ja: '"{id}" というイベント ID、原因、エラー コードはありません。',
    },
    remedy: { en: 'Did you mean: hubtrust explain {suggestion}', ja: 'もしかして: hubtrust explain {suggestion}' },
    retry: false,
  },
  CLI_NAME_UNKNOWN: {
    message: {
      en: 'The fully qualified name of this machine cannot be found out: neither its host name nor the resolver says one.',
      ja: 'このコンピューターの完全修飾名を判別できません: ホスト名にも名前解決の結果にもありません。',
    },
    remedy: {
      en: 'State it: hubtrust init --name hub1.corp.example',
      ja: '名前を指定してください: hubtrust init --name hub1.corp.example',
    },
    retry: false,
  },
  CLI_ACCOUNT_UNKNOWN: {
    message: {
      en: 'There is no account "{account}" on this machine.',
      ja: 'このコンピューターにアカウント "{account}" はありません。',
    },
    remedy: {
      en: 'Create it: useradd --system --home-dir /var/lib/hubtrust --shell /usr/sbin/nologin {account}; or choose another with --account NAME.',
      ja: '作成してください: useradd --system --home-dir /var/lib/hubtrust --shell /usr/sbin/nologin {account}。または --account NAME で別のアカウントを指定してください。',
    },
    retry: false,
  },
  CLI_NOTHING_TO_UNDO: {
    message: {
      en: 'There is no repair to take back (audit file in {folder}).',
      ja: '元に戻せる修復がありません (監査ファイルの場所: {folder})。',
    },
    remedy: {
      en: 'See what is wrong now: hubtrust doctor',
      ja: '現在の状態を確認してください: hubtrust doctor',
    },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
