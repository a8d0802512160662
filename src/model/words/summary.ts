/** One line for each command, and a paragraph where one line does not say everything. */
import type { Text } from '../../core/text.ts'

export const SUMMARY_WORDS = {
  'summary.export-postfix': {
    en: 'Write the answers to Postfix as tables that need no daemon',
    ja: 'Postfix への応答を、デーモン不要の表として出力します',
  },
  'about.export-postfix': {
    en: 'hubtrust-tls-policy holds every spelling of a next hop to a server of the directory, with its certificates; a server without one that is trusted is written so that Postfix keeps its mail. hubtrust-ccert holds the certificates that may come in. What is trusted is trusted until the next export: run it after every change of the directory, and every day. Nothing is written when nothing changed.',
    ja: 'hubtrust-tls-policy には、ディレクトリのサーバーへの次ホップのすべての表記と証明書が入ります。信頼できる証明書のないサーバーは、メールが保留されるように出力されます。hubtrust-ccert には、受け入れる証明書が入ります。信頼の変更は次の出力まで反映されないため、ディレクトリの変更後と毎日 1 回実行してください。変更がなければ何も書き込みません。',
  },
  'summary.postfix-check': {
    en: 'Prove that Postfix asks Hubtrust, is answered, and cannot be passed by',
    ja: 'Postfix が Hubtrust に問い合わせ、応答を受け、迂回されないことを確認します',
  },
  'about.postfix-check': {
    en: 'Reads main.cf and master.cf with postconf, asks every table about every server of the directory with postmap, knocks at the sockets of the gateway and at the ports other servers come in by, and changes nothing. The doctor runs the same checks. The exit status is that of the doctor.',
    ja: 'postconf で main.cf と master.cf を読み取り、postmap でディレクトリの各サーバーについて各表を照会し、ゲートウェイのソケットと受信ポートに接続して確認します。変更は行いません。doctor も同じ確認を行います。終了コードは doctor と同じです。',
  },
  'summary.postfix-setup': {
    en: "Make this machine's Postfix ask Hubtrust; --undo takes it back",
    ja: 'このコンピューターの Postfix が Hubtrust に問い合わせるように設定します (--undo で取り消し)',
  },
  'about.postfix-setup': {
    en: 'Shows what changes in main.cf, master.cf and the configuration of Hubtrust, asks once, keeps the files as they were, and reloads both. The gateway must run: without it Postfix would hold all mail back. Other servers come in by a port of their own, so that nothing changes for anybody else.',
    ja: 'main.cf、master.cf、Hubtrust の構成の変更内容を表示し、一度確認してから変更前のファイルを保存し、両方を再読み込みします。ゲートウェイが実行中である必要があります (停止していると Postfix はすべてのメールを保留します)。他のサーバーは専用のポートで受信するため、それ以外の送信元への影響はありません。',
  },
  'summary.exim-setup': {
    en: "Make this machine's Exim (Debian) ask Hubtrust; --undo takes it back",
    ja: 'このコンピューターの Exim (Debian) が Hubtrust に問い合わせるように設定します (--undo で取り消し)',
  },
  'about.exim-setup': {
    en: 'Shows what changes in /etc/exim4 (files of its own below conf.d, or marked sections of exim4.conf.template) and in the configuration of Hubtrust, asks once, keeps the files as they were, lets update-exim4.conf try them, and reloads both. The gateway must run. Mail of a domain with a route goes under direct trust or not at all; other servers come in by a port of their own, so that nothing changes for anybody else.',
    ja: '/etc/exim4 (conf.d の専用ファイル、または exim4.conf.template の目印付きセクション) と Hubtrust の構成の変更内容を表示し、一度確認してから変更前のファイルを保存し、update-exim4.conf で検証して両方を再読み込みします。ゲートウェイが実行中である必要があります。ルートのあるドメイン宛てのメールは直接信頼でのみ配送されます。他のサーバーは専用のポートで受信するため、それ以外の送信元への影響はありません。',
  },
  'summary.init': {
    en: 'Set this server up; safe to run again',
    ja: 'このサーバーを設定します (繰り返し実行できます)',
  },
  'about.init': {
    en: 'Writes the configuration, opens the embedded directory, makes a self-signed internal transport certificate that names this host, and publishes it. What is already there stays as it is.',
    ja: '構成ファイルを書き込み、組み込みディレクトリを作成し、このホストの名前を含む自己署名の内部トランスポート証明書を作成して公開します。既にあるものは変更しません。',
  },
  'summary.serve': { en: 'Run the gateway', ja: 'ゲートウェイを実行します' },
  'about.serve': {
    en: 'Runs until SIGTERM or Ctrl-C, then lets open sessions finish. SIGHUP reads the configuration again.',
    ja: 'SIGTERM または Ctrl-C まで実行し、開いているセッションの完了を待って終了します。SIGHUP で構成を再読み込みします。',
  },
  'summary.status': {
    en: 'Show this server, its certificate, the directory and the last events',
    ja: 'このサーバー、証明書、ディレクトリ、最近のイベントを表示します',
  },
  'summary.trace': { en: 'Follow the trace of a running gateway', ja: '実行中のゲートウェイのトレースを表示します' },
  'summary.verify': {
    en: 'Make a real handshake with a peer and show every step',
    ja: '相手サーバーと実際にハンドシェイクを行い、すべての手順を表示します',
  },
  'about.status': {
    en: 'Asks the running gateway for what only it knows; works without one. Any account that may read the store can ask for the rest.',
    ja: '実行中のゲートウェイから状態を取得します。ゲートウェイが停止していても、ストアとディレクトリの内容は表示されます。',
  },
  'about.trace': {
    en: 'Components: Common\\Certificate, NetworkingLayer\\Certificate, Transport\\Certificate, Directory\\Sync. The trace is on only while it is followed; no restart is needed.',
    ja: 'コンポーネント: Common\\Certificate、NetworkingLayer\\Certificate、Transport\\Certificate、Directory\\Sync。表示している間だけ有効になり、再起動は不要です。',
  },
  'about.verify': {
    en: 'Connects as a message would: STARTTLS, our certificate shown, theirs looked up in the directory, and their answer to ours. No mail is sent. Exit status 1 when direct trust does not hold.',
    ja: 'メールの送信時と同じ手順で接続します: STARTTLS、自分の証明書の提示、相手の証明書の照合、相手の応答の確認。メールは送信しません。直接信頼が成立しない場合の終了ステータスは 1 です。',
  },
  'summary.lab': {
    en: 'Try, break and repair direct trust with three servers on this machine',
    ja: 'このコンピューター上の 3 台のサーバーで直接信頼を試します',
  },
  'summary.cert-list': { en: 'List the certificates of this server', ja: 'このサーバーの証明書を一覧表示します' },
  'about.cert-list': {
    en: 'With --domain, only certificates that cover the name, ordered as selection would pick: the first row is the one used. --format list shows every property.',
    ja: '--domain を指定すると、その名前を含む証明書だけを選択順に表示します。先頭の行が実際に使用される証明書です。--format list はすべてのプロパティを表示します。',
  },
  'summary.cert-show': { en: 'Show every property of a certificate', ja: '証明書のすべてのプロパティを表示します' },
  'summary.cert-select': {
    en: 'Explain which certificate is selected, and why not the others',
    ja: 'どの証明書が選択されるか、他の証明書が選択されない理由を説明します',
  },
  'about.cert-select': {
    en: 'Without --name: the internal transport certificate, inbound and outbound. With --name: the STARTTLS certificate for that connector name.',
    ja: '--name を省略すると、受信と送信の内部トランスポート証明書について説明します。--name を指定すると、そのコネクタ名の STARTTLS 証明書について説明します。',
  },
  'summary.cert-new': { en: 'Make a self-signed certificate', ja: '自己署名証明書を作成します' },
  'about.cert-new': {
    en: 'With the service SMTP (the default) and the names of this server it is published and becomes the internal transport certificate. The one published before stays published, so peers trust both.',
    ja: 'サービス SMTP (既定) が有効でこのサーバーの名前を含む場合は公開され、内部トランスポート証明書になります。以前に公開した証明書も公開されたままなので、相手サーバーは両方を信頼します。',
  },
  'summary.cert-request': {
    en: 'Make a certificate request for a certification authority',
    ja: '証明機関に提出する証明書の要求を作成します',
  },
  'about.cert-request': {
    en: 'The private key stays in the store. Bring the answer back with: hubtrust cert import FILE',
    ja: '秘密キーはストアに保存されます。発行された証明書は hubtrust cert import FILE でインポートしてください。',
  },
  'summary.cert-enable': { en: 'Enable a certificate for services', ja: '証明書をサービスに対して有効にします' },
  'about.cert-enable': {
    en: 'Adds services, never removes one (--disable-service does). Enabling SMTP gives the service account read access to the key and, when the certificate covers the names of this server, publishes it after asking.',
    ja: 'サービスを追加します。削除は行いません (削除するには --disable-service を使用します)。SMTP を有効にすると、サービス アカウントに秘密キーの読み取りアクセスを与え、証明書がこのサーバーの名前を含む場合は確認の後に公開します。',
  },
  'summary.cert-import': {
    en: 'Import PKCS#12, PEM, or the answer to a request',
    ja: 'PKCS#12、PEM、または要求に対する証明書をインポートします',
  },
  'summary.cert-export': {
    en: 'Write a certificate as PEM, or with its key as PKCS#12',
    ja: '証明書を PEM で、または秘密キーと共に PKCS#12 で書き出します',
  },
  'about.cert-export': {
    en: 'PEM holds the certificate only: give it to the other server, which adds it with "hubtrust server add NAME --certificate FILE".',
    ja: 'PEM には証明書だけが含まれます。相手のサーバーに渡し、相手側で "hubtrust server add NAME --certificate FILE" を実行してください。',
  },
  'summary.cert-remove': { en: 'Remove a certificate and its key', ja: '証明書と秘密キーを削除します' },
  'about.cert-remove': {
    en: 'Refuses the internal transport certificate and says how to replace it. A certificate that is still published is withdrawn from the directory first.',
    ja: '内部トランスポート証明書は削除できません (置き換え方法を表示します)。公開されたままの証明書は、先にディレクトリから取り消します。',
  },
  'summary.server-list': { en: 'List the servers of the directory', ja: 'ディレクトリ内のサーバーを一覧表示します' },
  'summary.server-show': {
    en: 'Show a server and its published certificates',
    ja: 'サーバーと公開済みの証明書を表示します',
  },
  'summary.server-add': {
    en: 'Add a server to the directory, or publish a certificate for it',
    ja: 'ディレクトリにサーバーを追加するか、サーバーの証明書を公開します',
  },
  'about.server-add': {
    en: 'The certificate file comes from the other server: hubtrust cert export THUMBPRINT > hub1.pem. A server that is already there keeps its other certificates, so both are trusted while one is being replaced.',
    ja: '証明書ファイルは相手のサーバーで作成します: hubtrust cert export THUMBPRINT > hub1.pem。既にあるサーバーの他の証明書は残るため、置き換え中は両方が信頼されます。',
  },
  'summary.server-enable': { en: 'Trust a disabled server again', ja: '無効にしたサーバーを再び信頼します' },
  'summary.server-disable': {
    en: 'Stop trusting a server, keeping its entry',
    ja: 'サーバーの登録を残したまま信頼を停止します',
  },
  'summary.server-withdraw': {
    en: 'Withdraw one published certificate of a server',
    ja: 'サーバーの公開済み証明書を 1 つ取り消します',
  },
  'summary.server-remove': { en: 'Remove a server from the directory', ja: 'ディレクトリからサーバーを削除します' },
  'summary.server-export': {
    en: 'Write the published certificates of a server as PEM',
    ja: 'サーバーの公開済み証明書を PEM で書き出します',
  },
  'summary.events': {
    en: 'Show the event log with cause and remedy',
    ja: 'イベント ログを原因と対処方法と共に表示します',
  },
  'summary.explain': {
    en: 'Explain an event id, a cause or an error code',
    ja: 'イベント ID、原因、エラー コードを説明します',
  },
  'about.explain': {
    en: 'Without an argument: lists everything that can be explained.',
    ja: '引数を省略すると、説明できる項目を一覧表示します。',
  },
  'summary.facts': {
    en: 'Print what is known about this server as JSON',
    ja: 'このサーバーについて収集した事実を JSON で出力します',
  },
  'about.facts': {
    en: 'What the doctor looks at: configuration, certificates, keys and who can read them, names and DNS, the directory, handshakes with every server, the mail servers next to us, recent events. Nothing is changed, no message is sent, and no secret is in it. As root it sees everything. Read it elsewhere: hubtrust doctor --facts FILE',
    ja: '診断に使用する情報を収集します: 構成、証明書、秘密キーとその読み取り権限、名前と DNS、ディレクトリ、各サーバーとのハンドシェイク、隣接するメール サーバー、最近のイベント。変更やメールの送信は行わず、秘密情報は含みません。すべてを確認するには root で実行してください。別のコンピューターでの診断: hubtrust doctor --facts FILE',
  },
  'summary.completion': { en: 'Print the completion script of a shell', ja: 'シェルの補完スクリプトを出力します' },
  'about.completion': {
    en: 'bash: source <(hubtrust completion bash). zsh: source <(hubtrust completion zsh). fish: hubtrust completion fish | source',
    ja: 'bash: source <(hubtrust completion bash)。zsh: source <(hubtrust completion zsh)。fish: hubtrust completion fish | source',
  },
  'summary.help': { en: 'Show help for a command', ja: 'コマンドのヘルプを表示します' },
  'summary.console-link': {
    en: 'Make a link that signs in to the console once',
    ja: 'コンソールに一度だけサインインできるリンクを作成する',
  },
  'about.console-link': {
    en: 'The link works once, for ten minutes. Its secret stands behind "#", which no server and no proxy is told.',
    ja: 'リンクは 10 分以内に一度だけ使用できます。秘密の部分は "#" の後にあり、サーバーやプロキシには送信されません。',
  },
  'summary.console-user-add': {
    en: 'Add an account of the console, or give one another password and role',
    ja: 'コンソールのアカウントを追加する、またはパスワードとロールを変更する',
  },
  'summary.console-user-list': { en: 'List the accounts of the console', ja: 'コンソールのアカウントを一覧表示する' },
  'summary.console-user-remove': {
    en: 'Remove an account of the console; its sessions end at once',
    ja: 'コンソールのアカウントを削除する (セッションは直ちに終了)',
  },
  'summary.console-token-new': {
    en: 'Make a token with which a program uses the API',
    ja: 'プログラムが API を使用するためのトークンを作成する',
  },
  'summary.console-token-list': { en: 'List the tokens of the API', ja: 'API のトークンを一覧表示する' },
  'summary.console-token-remove': { en: 'Remove a token of the API', ja: 'API のトークンを削除する' },
  'summary.lab-status': {
    en: 'Show a running lab: its servers, and what is broken in it',
    ja: '実行中のラボを表示する: サーバーと、破損している項目',
  },
} as const satisfies Readonly<Record<string, Text>>
