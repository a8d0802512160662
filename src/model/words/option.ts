/** What each option does. */
import type { Text } from '../../core/text.ts'

export const OPTION_WORDS = {
  'option.postfix-config': {
    en: "Postfix's configuration folder (default: /etc/postfix)",
    ja: 'Postfix の構成フォルダー (既定: /etc/postfix)',
  },
  'option.postfix-check-config': {
    en: "Postfix's configuration folder (default: the one that is reloaded with a new certificate, else /etc/postfix)",
    ja: 'Postfix の構成フォルダー (既定: 証明書の更新時に再読み込みするもの、なければ /etc/postfix)',
  },
  'option.export-out': {
    en: "Where the tables are written (default: Postfix's configuration folder)",
    ja: '表の出力先フォルダー (既定: Postfix の構成フォルダー)',
  },
  'option.export-port': {
    en: 'Further ports that next hops are written with (25, 2525 and those of the directory are there)',
    ja: '次ホップに使用する追加のポート (25、2525 とディレクトリのポートは自動で含まれます)',
  },
  'option.setup-port': {
    en: 'The port other servers come in by (default: 2525)',
    ja: '他のサーバーから受信するポート (既定: 2525)',
  },
  'option.route': {
    en: 'The server that takes the mail of a domain: DOMAIN=HOST[:PORT]',
    ja: 'ドメイン宛てメールの配送先サーバー: DOMAIN=HOST[:PORT]',
  },
  'option.setup-dry-run': {
    en: 'Show what would change, and change nothing',
    ja: '変更内容を表示するだけで、変更しません',
  },
  'option.setup-undo': { en: 'Put the files back as they were', ja: 'ファイルを設定前の内容に戻します' },
  'option.config': {
    en: 'The configuration file (or HUBTRUST_CONFIG)',
    ja: '構成ファイル (環境変数 HUBTRUST_CONFIG でも指定可)',
  },
  'option.format': { en: 'How results are written', ja: '結果の出力形式' },
  'option.lang': {
    en: 'Language: en or ja (default from LC_ALL, LC_MESSAGES, LANG)',
    ja: '言語: en または ja (既定は LC_ALL、LC_MESSAGES、LANG)',
  },
  'option.no-color': { en: 'No colours (or NO_COLOR)', ja: '色を使用しません (環境変数 NO_COLOR でも指定可)' },
  'option.help': { en: 'Show this help', ja: 'このヘルプを表示します' },
  'option.version': { en: 'Show the version', ja: 'バージョンを表示します' },
  'option.yes': { en: 'Agree to every question', ja: 'すべての確認に同意します' },
  'option.root': { en: 'Put everything under this folder', ja: 'すべてのファイルをこのフォルダーの下に置きます' },
  'option.name': {
    en: 'The fully qualified name of this server (default: found out)',
    ja: 'このサーバーの完全修飾名 (既定: 自動検出)',
  },
  'option.account': {
    en: 'The account the gateway runs as and that must read the keys',
    ja: 'ゲートウェイを実行し、秘密キーを読み取るアカウント',
  },
  'option.backend': { en: 'The mail server behind: HOST:PORT', ja: '背後のメール サーバー: HOST:PORT' },
  'option.listen': {
    en: 'Where the receive connector listens: HOST:PORT',
    ja: '受信コネクタの待ち受けアドレス: HOST:PORT',
  },
  'option.domain': {
    en: 'Only certificates that cover this name, best first',
    ja: 'この名前を含む証明書だけを選択順に表示します',
  },
  'option.select-name': {
    en: 'The connector name to select a STARTTLS certificate for',
    ja: 'STARTTLS 証明書を選択するコネクタ名',
  },
  'option.domains': {
    en: 'Names in the certificate (default: the names of this host)',
    ja: '証明書に含める名前 (既定: このホストの名前)',
  },
  'option.common-name': {
    en: 'Common name of the subject (default: the first name)',
    ja: 'サブジェクトの共通名 (既定: 最初の名前)',
  },
  'option.key-type': { en: 'Kind of key (default: ec-p256)', ja: 'キーの種類 (既定: ec-p256)' },
  'option.days': {
    en: 'Days until it expires (default: 1826, five years)',
    ja: '有効期間の日数 (既定: 1826 日、5 年)',
  },
  'option.services': { en: 'Services to enable it for', ja: '有効にするサービス' },
  'option.disable-service': { en: 'A service to take away', ja: '無効にするサービス' },
  'option.no-publish': { en: 'Leave the directory as it is', ja: 'ディレクトリを変更しません' },
  'option.friendly-name': { en: 'A name for people', ja: 'わかりやすい名前' },
  'option.out': { en: 'Write to this file in place of stdout', ja: '標準出力の代わりにこのファイルに書き込みます' },
  'option.key-file': {
    en: 'The private key, when it is in another PEM file',
    ja: '秘密キーが別の PEM ファイルにある場合に指定します',
  },
  'option.password-file': {
    en: 'Read the password from the first line of this file',
    ja: 'このファイルの 1 行目からパスワードを読み取ります',
  },
  'option.password-stdin': { en: 'Read the password from stdin', ja: '標準入力からパスワードを読み取ります' },
  'option.pem': { en: 'The certificate only, as PEM (the default)', ja: '証明書だけを PEM で書き出します (既定)' },
  'option.pfx': {
    en: 'Certificate and private key as PKCS#12; asks for a password',
    ja: '証明書と秘密キーを PKCS#12 で書き出します (パスワードが必要)',
  },
  'option.certificate': {
    en: 'Publish the certificate in this PEM file for the server',
    ja: 'この PEM ファイルの証明書をサーバーの証明書として公開します',
  },
  'option.dry-run-change': {
    en: 'Check everything, say what would change, and change nothing',
    ja: 'すべてを確認し、変更内容を表示しますが、変更は行いません',
  },
  'option.progress': {
    en: 'Tell on stderr, one JSON object a line, what has been looked at and what each check says',
    ja: '調べた項目と各チェックの結果を、標準エラー出力に 1 行 1 つの JSON で出力します',
  },
  'option.keep': {
    en: 'Also write each report into this folder: HTML, JSON, SARIF and Markdown, in English and Japanese',
    ja: 'レポートをこのフォルダーにも書き込みます: HTML、JSON、SARIF、Markdown、英語と日本語',
  },
  'option.console-role': {
    en: 'viewer sees, server-admin changes the servers named, organization-admin everything',
    ja: 'viewer は参照のみ、server-admin は指定したサーバーの変更、organization-admin はすべて',
  },
  'option.console-servers': {
    en: 'For server-admin: the servers it may change',
    ja: 'server-admin の場合: 変更できるサーバー',
  },
  'option.role': { en: 'Role of the server', ja: 'サーバーの役割' },
  'option.address': {
    en: 'Where it can be reached: HOST:PORT, tried in order',
    ja: '接続先アドレス: HOST:PORT (順に試行します)',
  },
  'option.force': {
    en: 'Accept a certificate that does not name the server',
    ja: 'サーバーの名前を含まない証明書を受け入れます',
  },
  'option.follow': { en: 'Keep waiting for new ones', ja: '新しいイベントを待ち続けます' },
  'option.id': { en: 'Only these event ids', ja: 'このイベント ID だけを表示します' },
  'option.limit': { en: 'At most this many, the newest (default: 50)', ja: '表示する最大件数 (新しい順、既定: 50)' },
  'option.component': {
    en: "Only this tag, for example 'Transport\\Certificate'",
    ja: "このタグだけを表示します (例: 'Transport\\Certificate')",
  },
  'option.once': { en: 'Play the whole story once and end', ja: '一連の流れを 1 回実行して終了します' },
  'option.timeout': { en: 'Seconds to wait for an answer', ja: '応答を待つ秒数' },
} as const satisfies Readonly<Record<string, Text>>
