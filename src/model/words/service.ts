/** The running gateway: serve, status, trace and verify. */
import type { Text } from '../../core/text.ts'

export const SERVICE_WORDS = {
  'serve.listening-inbound': {
    en: 'Listening on {address} for other servers (receive connector "{connector}")',
    ja: '{address} で他のサーバーからの接続を待ち受けています (受信コネクタ "{connector}")',
  },
  'serve.listening-outbound': {
    en: 'Listening on {address} for mail to other servers (send connector "{connector}")',
    ja: '{address} で他のサーバー宛てのメールを待ち受けています (送信コネクタ "{connector}")',
  },
  'serve.no-connector': {
    en: 'No connector is configured: add one under gateway in {path}, then send SIGHUP.',
    ja: 'コネクタが構成されていません。{path} の gateway に追加し、SIGHUP を送信してください。',
  },
  'serve.ready': {
    en: 'Ready: {server}, process {pid}. Ctrl-C ends it.',
    ja: '準備完了: {server}、プロセス {pid}。Ctrl-C で終了します。',
  },
  'serve.postfix': {
    en: 'Answering Postfix: maps at {socketmap}; policy at {policy}',
    ja: 'Postfix の問い合わせに応答します。マップ: {socketmap}。ポリシー: {policy}',
  },
  'serve.line': {
    en: '{open} open session(s), {servers} server(s) in the directory',
    ja: '開いているセッション {open} 件、ディレクトリのサーバー {servers} 台',
  },
  'serve.supervisor-problem': {
    en: 'systemd could not be told how this service is (systemd-notify): {problem}',
    ja: 'サービスの状態を systemd に通知できませんでした (systemd-notify): {problem}',
  },
  'serve.socket-unused': {
    en: 'Nobody listens on {socket}, which was handed over: name it in the configuration, or take it out of the socket unit.',
    ja: '引き渡されたソケット {socket} は使用されていません。構成で指定するか、ソケット ユニットから削除してください。',
  },
  'serve.exim': {
    en: 'Answering Exim at {check}',
    ja: 'Exim の問い合わせに応答します: {check}',
  },
  'serve.draining': {
    en: 'Ending: {count} open session(s) may finish within {seconds} s; the same signal again ends at once.',
    ja: '終了処理中: 開いているセッション {count} 件の完了を最大 {seconds} 秒待ちます。もう一度シグナルを送ると直ちに終了します。',
  },
  'serve.ended': { en: 'Ended.', ja: '終了しました。' },
  'serve.disk-full': {
    en: 'Events cannot be written and wait in memory: {problem}',
    ja: 'イベントを書き込めないため、メモリに保持しています: {problem}',
  },
  'serve.disk-fine': { en: 'Events are written again.', ja: 'イベントの書き込みを再開しました。' },
  'status.server': { en: 'Server', ja: 'サーバー' },
  'status.gateway': { en: 'Gateway', ja: 'ゲートウェイ' },
  'status.running': {
    en: 'running since {startedAt}, process {pid}, version {version}',
    ja: '{startedAt} から実行中、プロセス {pid}、バージョン {version}',
  },
  'status.not-running': {
    en: 'not running (start it: hubtrust serve)',
    ja: '実行されていません (起動: hubtrust serve)',
  },
  'status.listening': { en: 'Listening', ja: '待ち受け' },
  'status.certificate': { en: 'Certificate', ja: '証明書' },
  'status.certificate-in-use': { en: '{thumbprint}, valid until {notAfter}', ja: '{thumbprint}、有効期限 {notAfter}' },
  'status.no-certificate': { en: 'none can be used', ja: '使用可能な証明書がありません' },
  'status.doctor': { en: 'Doctor', ja: '診断' },
  'status.doctor-fine': {
    en: 'nothing wrong on this machine, as of {seconds} s ago',
    ja: 'このコンピューターに問題はありません ({seconds} 秒前)',
  },
  'status.doctor-found': {
    en: '{title} [{id}], {more} more, as of {seconds} s ago; everything: hubtrust doctor',
    ja: '{title} [{id}]、他 {more} 件 ({seconds} 秒前)。詳細: hubtrust doctor',
  },
  'status.directory': { en: 'Directory', ja: 'ディレクトリ' },
  'status.directory-state': {
    en: '{servers} servers, {certificates} certificates',
    ja: 'サーバー {servers} 台、証明書 {certificates} 件',
  },
  'status.directory-fresh': { en: '{state}, as of {seconds} s ago', ja: '{state}、{seconds} 秒前の状態' },
  'status.directory-problem': {
    en: '{state}, {seconds} s old: {problem}',
    ja: '{state}、{seconds} 秒前の状態: {problem}',
  },
  'status.directory-stale': {
    en: '{state}, {seconds} s old: too old, everybody is deferred',
    ja: '{state}、{seconds} 秒前の状態: 古すぎるため、すべて保留しています',
  },
  'status.sessions': { en: 'Sessions', ja: 'セッション' },
  'status.session-counts': {
    en: '{open} open; since the start: {trusted} trusted, {refused} refused, {anonymous} anonymous',
    ja: '{open} 件が接続中。起動後の累計: 信頼 {trusted}、拒否 {refused}、匿名 {anonymous}',
  },
  'status.postfix': { en: 'Postfix', ja: 'Postfix' },
  'status.postfix-asks': {
    en: 'maps at {socketmap}; policy at {policy}; answers since the start: outbound {pinned} pinned, {deferred} deferred, {unmanaged} not ours; inbound {trusted} trusted, {refused} refused, {anonymous} not ours',
    ja: 'マップ: {socketmap}。ポリシー: {policy}。起動後の回答: 送信は固定 {pinned}、保留 {deferred}、対象外 {unmanaged}。受信は信頼 {trusted}、拒否 {refused}、対象外 {anonymous}',
  },
  'status.exim': { en: 'Exim', ja: 'Exim' },
  'status.exim-asks': {
    en: 'check at {check}; answers since the start: outbound {trustedOut} trusted, {refusedOut} refused; inbound {trustedIn} trusted, {refusedIn} refused',
    ja: '確認: {check}。起動後の回答: 送信は信頼 {trustedOut}、拒否 {refusedOut}。受信は信頼 {trustedIn}、拒否 {refusedIn}',
  },
  'status.peers': { en: 'Peers seen', ja: '確認した相手サーバー' },
  'status.peer': { en: 'Server', ja: 'サーバー' },
  'status.direction': { en: 'Direction', ja: '方向' },
  'status.outcome': { en: 'Outcome', ja: '結果' },
  'status.last-seen': { en: 'Last seen', ja: '最終確認' },
  'status.count': { en: 'Count', ja: '件数' },
  'status.inbound': { en: 'inbound', ja: '受信' },
  'status.outbound': { en: 'outbound', ja: '送信' },
  'status.trusted': { en: 'trusted', ja: '信頼' },
  'status.refused': { en: 'refused', ja: '拒否' },
  'status.events': { en: 'Last events (more: hubtrust events)', ja: '最近のイベント (詳細: hubtrust events)' },
  'status.no-events': { en: 'none', ja: 'なし' },
  'trace.following': { en: 'Following {tags}. Ctrl-C ends it.', ja: '{tags} を表示しています。Ctrl-C で終了します。' },
  'trace.ended': { en: 'The gateway has ended.', ja: 'ゲートウェイが終了しました。' },
  'verify.heading': { en: 'Verifying {address} as {server}', ja: '{address} を {server} として検証します' },
  'verify.anybody': { en: 'any server of the directory', ja: 'ディレクトリ内のいずれかのサーバー' },
  'verify.connect': { en: 'Connection', ja: '接続' },
  'verify.greeting': { en: 'Greeting', ja: '応答' },
  'verify.ehlo': { en: 'EHLO', ja: 'EHLO' },
  'verify.starttls': { en: 'STARTTLS', ja: 'STARTTLS' },
  'verify.tls': { en: 'TLS', ja: 'TLS' },
  'verify.their-certificate': { en: 'Their certificate', ja: '相手の証明書' },
  'verify.our-certificate': { en: 'Our certificate', ja: '自分の証明書' },
  'verify.own-missing': {
    en: 'no certificate of this server can be used; the peer is asked without one (hubtrust cert select)',
    ja: 'このサーバーで使用可能な証明書がないため、証明書なしで検証します (hubtrust cert select)',
  },
  'verify.trusted': { en: 'Both sides trust each other.', ja: '双方が互いを信頼しています。' },
  'verify.not-trusted': { en: 'Direct trust does not hold.', ja: '直接信頼が成立していません。' },
  'option.component': { en: 'Only these components (default: all)', ja: '指定したコンポーネントのみ (既定: すべて)' },
  'option.server': {
    en: 'The server of the directory the peer must be (default: HOST, when the directory knows it)',
    ja: '相手が一致すべきディレクトリ内のサーバー (既定: ディレクトリにあれば HOST)',
  },
} as const satisfies Readonly<Record<string, Text>>
