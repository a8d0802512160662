/** What each event means and what to do about it, for `hubtrust explain` and the reference. */
import type { Text } from '../core/text.ts'
import type { EventId } from './events.ts'

export const EVENT_HELP: Readonly<Record<EventId, Text>> = {
  1036: {
    en: 'A server connected and its certificate is not trusted. It was told so in SMTP and keeps its mail. Publish its certificate if it is one of yours: hubtrust server add NAME --certificate FILE.pem',
    ja: '接続してきたサーバーの証明書が信頼されていません。SMTP で理由を応答済みで、メールは送信元に残っています。自組織のサーバーの場合は証明書を公開してください: hubtrust server add NAME --certificate FILE.pem',
  },
  1037: {
    en: 'Exchange logs this when the certificate that selection would choose for inbound sessions is not the one the directory holds. Here the event names the cause. See every candidate and every step: hubtrust cert select',
    ja: 'Exchange では、受信セッション用に選択される証明書とディレクトリに公開された証明書が一致しない場合に記録されます。Hubtrust では原因も記録されます。すべての候補と手順の確認: hubtrust cert select',
  },
  2018: {
    en: 'A peer was reached but did not prove to be that server of the directory; no mail was handed over, and it waits in the local queue. See each step: hubtrust verify HOST:PORT',
    ja: '接続先に到達しましたが、ディレクトリのそのサーバーであることを証明できませんでした。メールは渡されず、ローカルのキューで待機しています。手順の確認: hubtrust verify HOST:PORT',
  },
  2019: {
    en: 'As 1037, for sessions this server opens. See every candidate and every step: hubtrust cert select',
    ja: '1037 と同じ問題が、このサーバーから開くセッションで発生しています。すべての候補と手順の確認: hubtrust cert select',
  },
  12012: {
    en: 'Nobody can trust this server until a certificate is published for it: hubtrust cert new --services smtp; or publish one that is there: hubtrust cert enable THUMBPRINT --services smtp --yes',
    ja: '証明書を公開するまで、このサーバーは信頼されません: hubtrust cert new --services smtp。既存の証明書を公開する場合: hubtrust cert enable THUMBPRINT --services smtp --yes',
  },
  12013: {
    en: 'The directory names a certificate that this machine cannot use. Bring it back with its key (hubtrust cert import FILE.pfx), give the service account read access (hubtrust cert enable), or make a new one (hubtrust cert new).',
    ja: 'ディレクトリに公開された証明書をこのコンピューターで使用できません。秘密キーと共にインポートする (hubtrust cert import FILE.pfx)、サービス アカウントに読み取り権限を与える (hubtrust cert enable)、または新しく作成してください (hubtrust cert new)。',
  },
  12014: {
    en: 'A shared connector shows strangers a certificate with its own name. Make one: hubtrust cert new --domains FQDN --services smtp; until then the internal transport certificate stands in.',
    ja: '共有コネクタは外部にコネクタ名の証明書を提示します。作成してください: hubtrust cert new --domains FQDN --services smtp。それまでは内部トランスポート証明書を代わりに使用します。',
  },
  12015: {
    en: 'Peers go on trusting it unless their trust.expired says "refuse", because presence in the directory is what counts. Make a new one all the same: hubtrust cert new --services smtp',
    ja: 'ディレクトリへの公開が信頼の根拠であるため、trust.expired が "refuse" でない限り相手サーバーは引き続き信頼します。それでも新しい証明書を作成してください: hubtrust cert new --services smtp',
  },
  12016: {
    en: 'Strangers that check validity will not use TLS with this connector. Make a new one: hubtrust cert new --domains FQDN --services smtp',
    ja: '有効期間を検証する外部サーバーは、このコネクタで TLS を使用しません。新しい証明書を作成してください: hubtrust cert new --domains FQDN --services smtp',
  },
  12017: {
    en: 'Make a new certificate while the old one still counts; both stay published, so no session fails: hubtrust cert new --services smtp',
    ja: '古い証明書が有効な間に新しい証明書を作成してください。両方が公開されるため、セッションは失敗しません: hubtrust cert new --services smtp',
  },
  12018: {
    en: 'Make a new certificate with the name of the connector: hubtrust cert new --domains FQDN --services smtp',
    ja: 'コネクタ名の新しい証明書を作成してください: hubtrust cert new --domains FQDN --services smtp',
  },
  12019: {
    en: 'The remote server shows an expired certificate. It is still trusted while trust.expired says "warn". On that server: hubtrust cert new --services smtp',
    ja: 'リモート サーバーが期限切れの証明書を提示しました。trust.expired が "warn" の間は信頼されます。そのサーバーで実行してください: hubtrust cert new --services smtp',
  },
  12020: {
    en: 'A stranger on a shared connector shows an expired certificate. It is treated as anonymous; nothing is to be done here.',
    ja: '共有コネクタに接続した外部サーバーが期限切れの証明書を提示しました。匿名として扱われます。このサーバーでの対処は不要です。',
  },
  12023: {
    en: 'Another eligible certificate stands in for the published one. Peers trust it only if it is published too: hubtrust cert enable THUMBPRINT --services smtp --yes',
    ja: '公開済みの証明書の代わりに別の証明書を使用しています。その証明書も公開されていない限り、相手サーバーは信頼しません: hubtrust cert enable THUMBPRINT --services smtp --yes',
  },
  30001: {
    en: 'Peers keep their mail and try again. Start the mail server behind, and check "backend" and "handoff" of the connector; docs/guide/postfix.md shows both sides.',
    ja: '接続元はメールを保持して再試行します。背後のメール サーバーを起動し、コネクタの "backend" と "handoff" を確認してください。設定例: docs/guide/postfix.md',
  },
  30002: {
    en: 'A peer sent something SMTP does not allow at that point, such as commands mixed with STARTTLS. If it is one of your servers, look at its log; otherwise nothing is to be done.',
    ja: '接続元が、STARTTLS と混在したコマンドなど、その時点で許可されない内容を送信しました。自組織のサーバーの場合はログを確認してください。それ以外の場合、対処は不要です。',
  },
  30003: {
    en: 'Anybody who comes through the gateway could pretend to come from another address. Take the gateway out of smtpd_authorized_xclient_hosts and smtpd_authorized_xforward_hosts of that service, or use handoff: xclient.',
    ja: 'ゲートウェイを経由する接続元が、別のアドレスを名乗れる状態です。そのサービスの smtpd_authorized_xclient_hosts と smtpd_authorized_xforward_hosts からゲートウェイを外すか、handoff: xclient を使用してください。',
  },
  30004: {
    en: 'For your information: the mail server behind gets this session as one of a stranger. Publish the certificate if it is one of your servers: hubtrust server add NAME --certificate FILE.pem',
    ja: '情報: 背後のメール サーバーには外部からのセッションとして渡されます。自組織のサーバーの場合は証明書を公開してください: hubtrust server add NAME --certificate FILE.pem',
  },
  30005: {
    en: 'For your information: later handshakes show this certificate. See it: hubtrust cert select',
    ja: '情報: 以後のハンドシェイクでこの証明書を提示します。確認: hubtrust cert select',
  },
  30006: {
    en: 'For your information, unless the outcome names an error: then the configuration that was in force stays in force. Correct the file and send SIGHUP again.',
    ja: '情報です。結果にエラーが含まれる場合は、以前の構成が引き続き有効です。ファイルを修正し、再度 SIGHUP を送信してください。',
  },
  30007: {
    en: 'See who holds the address: ss -ltnp; stop that program or change "listen". Ports below 1024 need root or CAP_NET_BIND_SERVICE.',
    ja: 'アドレスを使用中のプログラムを確認してください: ss -ltnp。停止するか "listen" を変更してください。1024 未満のポートには root または CAP_NET_BIND_SERVICE が必要です。',
  },
  30008: {
    en: 'Trust goes on by the last known state until directory.maxStale; after that everybody is deferred. Check the file and its folder: hubtrust server list',
    ja: 'directory.maxStale までは最後に読み取った状態で信頼を判断し、その後はすべて保留します。ファイルとフォルダーを確認してください: hubtrust server list',
  },
  30009: {
    en: 'For your information: a certificate was withdrawn or its server disabled, and what rested on it ended at once. The sender keeps its mail.',
    ja: '情報: 証明書の取り消しまたはサーバーの無効化により、該当するセッションを直ちに切断しました。メールは送信元に残っています。',
  },
  30010: { en: 'For your information: nothing is to be done.', ja: '情報: 対処は不要です。' },
  30011: {
    en: 'The local mail server keeps the mail and tries again. Check name, port and firewall: nc -vz HOST 25; see the addresses: hubtrust server show NAME',
    ja: 'メールはローカルのメール サーバーに残り、再試行されます。名前、ポート、ファイアウォールを確認してください: nc -vz HOST 25。アドレスの確認: hubtrust server show NAME',
  },
  30012: {
    en: 'Nothing is lost, and the process is replaced. When it happens again: dmesg shows whether the system ran out of memory; report it with the lines of: hubtrust events --id 30012',
    ja: 'メールは失われず、プロセスは自動的に置き換えられます。繰り返す場合は、dmesg でメモリ不足を確認し、次の出力を添えて報告してください: hubtrust events --id 30012',
  },
  30040: {
    en: 'For your information: Postfix shows the certificate that the directory holds. Each of its processes reads the file when it starts; a reload makes all of them start anew. See it from outside: hubtrust verify HOST:PORT',
    ja: '情報: Postfix はディレクトリに公開された証明書を提示します。各プロセスは起動時にファイルを読み込み、再読み込みですべてのプロセスが新しくなります。外部からの確認: hubtrust verify HOST:PORT',
  },
  30041: {
    en: 'Peers that no longer trust the certificate before defer mail of this Postfix, or for it. Check the folder and the group in postfix.chain of the configuration, and that this works by hand: postfix reload',
    ja: '以前の証明書を信頼しなくなった相手との間で、この Postfix のメールが保留されます。構成の postfix.chain のフォルダーとグループ、および次のコマンドが手動で成功することを確認してください: postfix reload',
  },
  30013: {
    en: 'An empty answer, another base, lost read rights or a mistake look like this; so does a real mass withdrawal. See them: hubtrust status --format json. Put the directory right, and the hold ends by itself; where several directory servers are configured, a second one that says the same ends it, too. New certificates are in force meanwhile.',
    ja: '空の応答、検索ベースの変更、読み取り権限の喪失、操作ミス、または実際の一括取り消しで発生します。確認: hubtrust status --format json。ディレクトリを修正すると保留は自動的に終了します。複数のディレクトリ サーバーを構成している場合は、別のサーバーが同じ内容を示したときにも終了します。新しい証明書はその間も有効になります。',
  },
  30014: {
    en: 'For your information: an administrator confirmed it, another server of the directory says the same (census), or the directory has the servers again (directory).',
    ja: '情報: 管理者が確認した、ディレクトリの別のサーバーが同じ内容を示した (census)、またはディレクトリにサーバーが戻りました (directory)。',
  },
  30015: {
    en: 'Correct the entry in the directory. unreadable: it is no certificate; ca: it is a certification authority; two-servers: each server needs a certificate of its own; same-name: two entries have one name, and the other one counts; name: it is no fully qualified host name. Everything else is in force.',
    ja: 'ディレクトリのエントリを修正してください。unreadable: 証明書ではありません。ca: 証明機関です。two-servers: サーバーごとに別の証明書が必要です。same-name: 同じ名前のエントリが 2 つあり、もう一方が有効です。name: 完全修飾ホスト名ではありません。それ以外はすべて有効です。',
  },
  30016: {
    en: 'Bring the directory back, or the way to it, before the time has passed: hubtrust status. If that takes longer, raise directory.maxStale.',
    ja: '期限までにディレクトリまたは経路を復旧してください: hubtrust status。時間がかかる場合は directory.maxStale を延長してください。',
  },
  30050: {
    en: 'For your information: from now on every hub that is pushed may push, without another token. If you do not know the server, someone else had the token: hubtrust edge remove, and subscribe again.',
    ja: '情報: 今後はプッシュされたすべてのハブがトークンなしでプッシュできます。心当たりのないサーバーの場合はトークンが第三者に渡っています。hubtrust edge remove を実行し、サブスクリプションを作成し直してください。',
  },
  30051: {
    en: 'stranger: its certificate belongs to no hub that was pushed here. proof: its token is not one of this server, or was changed. expired, used: the token is worth nothing any more. order, epoch: it does not keep to the protocol. Nothing was changed. A server of yours needs a new token only when no other hub can push it here: hubtrust edge subscribe --out FILE',
    ja: 'stranger: ここにプッシュされたハブの証明書ではありません。proof: このサーバーのトークンではないか、改ざんされています。expired、used: トークンは無効です。order、epoch: プロトコル違反です。変更は行われていません。自組織のサーバーの場合、他のハブからプッシュできないときだけ新しいトークンが必要です: hubtrust edge subscribe --out FILE',
  },
  30052: {
    en: 'Make a new token and bring it inside in time: hubtrust edge subscribe --out FILE',
    ja: '新しいトークンを作成し、期限内に内部で受け入れてください: hubtrust edge subscribe --out FILE',
  },
  30053: {
    en: 'The edge goes on with what it has, until its directory.maxStale. It is tried again by itself. Compare both sides: hubtrust edge test NAME; addresses and states: hubtrust edge list',
    ja: 'エッジは directory.maxStale まで既存の内容で動作を続けます。再試行は自動的に行われます。両側の比較: hubtrust edge test NAME。アドレスと状態: hubtrust edge list',
  },
  30054: { en: 'For your information: nothing is to be done.', ja: '情報: 対処は不要です。' },
  30055: {
    en: 'For your information: the server before has gone or said nothing for the time of its lease. Any hub may push; one does at a time.',
    ja: '情報: 以前のサーバーは切断されたか、リース期間中に応答がありませんでした。どのハブもプッシュできますが、同時に行うのは 1 台だけです。',
  },
  30056: {
    en: 'For your information: the certificate of a perimeter host can be replaced without a new subscription. If nobody replaced it, somebody holds the key of the edge: hubtrust server disable NAME',
    ja: '情報: 境界ホストの証明書はサブスクリプションを作成し直さずに置き換えられます。置き換えた覚えがない場合は、エッジの秘密キーが漏えいしています: hubtrust server disable NAME',
  },
  30057: {
    en: 'For your information: it was removed there, or does not serve for SMTP any more.',
    ja: '情報: エッジで削除されたか、SMTP に使用されなくなりました。',
  },
  30058: {
    en: 'A certificate is taken from an edge when it is no authority, names that edge and no other server has it. Publish it yourself if it is right: hubtrust server add NAME --certificate FILE',
    ja: 'エッジの証明書は、証明機関ではなく、そのエッジの名前を含み、他のサーバーで使用されていない場合に受け入れられます。正しい証明書であれば手動で公開してください: hubtrust server add NAME --certificate FILE',
  },
  30059: {
    en: 'On the edge, what is held stays trusted: hubtrust status --format json there. If the withdrawal is a mistake, put it right inside, and the hold ends by itself.',
    ja: '保留中のサーバーはエッジで引き続き信頼されます。エッジで確認してください: hubtrust status --format json。取り消しが誤りの場合は、内部で元に戻すと保留は自動的に終了します。',
  },
}
