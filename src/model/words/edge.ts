/** Perimeter hosts: subscriptions, what is pushed, and how both sides compare. */
import type { Text } from '../../core/text.ts'

export const EDGE_WORDS = {
  'summary.edge-subscribe': {
    en: 'On a perimeter host: make a one-time token for the inside',
    ja: '境界ホストで: 内部に渡すワンタイム トークンを作成します',
  },
  'about.edge-subscribe': {
    en: 'The token names this host, its certificate and where it takes what is pushed. It holds no password: its secret is worth nothing after its first use, after its time, or towards another host. Whoever can read it can use it once, so bring it inside as you would a key, and delete it. Needs directory.kind: edge.',
    ja: 'トークンには、このホストの名前、証明書、プッシュの受信先が含まれます。パスワードは含まれません。シークレットは、一度使用するか期限を過ぎると無効になり、他のホストに対しては使用できません。読み取れる者は一度だけ使用できるため、秘密キーと同様に内部へ運び、使用後は削除してください。directory.kind: edge が必要です。',
  },
  'summary.edge-accept': {
    en: 'Inside: take a perimeter host in by its token',
    ja: '内部で: トークンを使用して境界ホストを登録します',
  },
  'about.edge-accept': {
    en: 'Shows who the edge is and the SHA-256 of its certificate, asks, and puts it into the directory as an edge. The gateway of this server pushes to it from then on; so may every other hub.',
    ja: 'エッジの名前と証明書の SHA-256 を表示して確認し、ディレクトリにエッジとして登録します。以後、このサーバーのゲートウェイがプッシュを行います。他のハブもプッシュできます。',
  },
  'summary.edge-list': {
    en: 'Show the edges this server pushes to, or on an edge who pushes',
    ja: 'プッシュ先のエッジ、またはエッジでプッシュ元を表示します',
  },
  'summary.edge-sync': { en: 'Push to one edge, or to all of them, now', ja: 'エッジに今すぐプッシュします' },
  'about.edge-sync': {
    en: 'Changes are pushed by themselves within a second; this is for an edge that was away. With --address this server begins to push to an edge that another hub has accepted, or reaches it there from now on.',
    ja: '変更は 1 秒以内に自動的にプッシュされます。このコマンドは停止していたエッジのためのものです。--address を指定すると、別のハブが登録したエッジにもこのサーバーからプッシュを開始し、以後そのアドレスを使用します。',
  },
  'summary.edge-test': {
    en: 'Compare both sides entry by entry',
    ja: '内部とエッジの内容をエントリごとに比較します',
  },
  'about.edge-test': {
    en: 'Asks each edge what is in force there and compares it with what it may know. Nothing is changed. Exit status 1 when an entry is missing, is too many or differs, when something is held back there, or when the edge cannot be asked.',
    ja: '各エッジで有効な内容を取得し、エッジが持つべき内容と比較します。変更は行いません。エントリの不足、余分、相違がある場合、エッジで保留中の変更がある場合、またはエッジに問い合わせできない場合の終了ステータスは 1 です。',
  },
  'summary.edge-remove': {
    en: 'Take an edge out of the directory; on an edge, forget its open tokens',
    ja: 'エッジをディレクトリから削除します (エッジでは未使用のトークンを破棄します)',
  },
  'about.edge-remove': {
    en: 'Inside, the edge is trusted no more at once and nothing is pushed to it. What it has stays in force there until its directory.maxStale: stop its gateway, too. On the edge itself, without a name, tokens that were not used become worthless.',
    ja: '内部では、エッジの信頼とプッシュを直ちに停止します。エッジ側の内容は directory.maxStale まで有効なため、エッジのゲートウェイも停止してください。エッジ自体で名前を指定せずに実行すると、未使用のトークンが無効になります。',
  },
  'option.edge-out': { en: 'The token file, mode 0600', ja: 'トークン ファイル (モード 0600)' },
  'option.edge-address': {
    en: 'Where the inside reaches this host (the host name and the port of directory.edge.listen when left out)',
    ja: '内部からこのホストに到達するアドレス (省略時はホスト名と directory.edge.listen のポート)',
  },
  'option.edge-expires': {
    en: 'How long the token can be used, for example 2h (24h when left out)',
    ja: 'トークンの有効期間。例: 2h (省略時は 24h)',
  },
  'option.edge-mail-address': {
    en: 'Where mail for the edge goes (its name, port 25, when left out)',
    ja: 'エッジ宛てメールの配送先 (省略時は名前のポート 25)',
  },
  'option.edge-push-address': {
    en: 'Where that edge takes what is pushed, from now on',
    ja: 'そのエッジのプッシュ受信先 (以後使用されます)',
  },
  'edge.token-written': {
    en: 'Wrote {path}: good once, until {expires}. Compare the certificate inside, SHA-256 {fingerprint}',
    ja: '{path} を書き込みました。{expires} まで一度だけ使用できます。内部で証明書を照合してください: SHA-256 {fingerprint}',
  },
  'edge.next-accept': {
    en: 'Next: bring it to a hub like a key, there: hubtrust edge accept {path}; then delete both copies.',
    ja: '次の手順: 秘密キーと同様にハブへ運び、そこで hubtrust edge accept {path} を実行し、両方のコピーを削除してください。',
  },
  'edge.listens-loopback': {
    en: 'directory.edge.listen is {listen}: nothing but this machine reaches it.',
    ja: 'directory.edge.listen は {listen} です: このコンピューター以外からは到達できません。',
  },
  'edge.change-accept': {
    en: 'trust {server} as an edge and push to it at {addresses}. Its certificate has the SHA-256 {fingerprint}; it must be the one "edge subscribe" has shown.',
    ja: '{server} をエッジとして信頼し、{addresses} にプッシュします。証明書の SHA-256: {fingerprint}。"edge subscribe" が表示したものと一致する必要があります。',
  },
  'edge.accepted': {
    en: '{server} is an edge of this directory. Delete {path}. See it come into step: hubtrust edge list',
    ja: '{server} をエッジとして登録しました。{path} を削除してください。同期の確認: hubtrust edge list',
  },
  'edge.not-running': {
    en: 'The gateway does not run here, and only it pushes: hubtrust serve',
    ja: 'プッシュを行うゲートウェイが実行されていません: hubtrust serve',
  },
  'edge.none': {
    en: 'This server pushes to no edge. On a perimeter host: hubtrust edge subscribe --out FILE',
    ja: 'このサーバーのプッシュ先のエッジはありません。境界ホストで: hubtrust edge subscribe --out FILE',
  },
  'edge.edge': { en: 'Edge', ja: 'エッジ' },
  'edge.addresses': { en: 'Pushed to', ja: 'プッシュ先' },
  'edge.state': { en: 'State', ja: '状態' },
  'edge.since': { en: 'In step', ja: '同期時刻' },
  'edge.sent': { en: 'Sent', ja: '送信数' },
  'edge.connecting': { en: 'connecting', ja: '接続中' },
  'edge.waiting': { en: 'waits, {holder} pushes', ja: '待機中 ({holder} がプッシュ)' },
  'edge.pushing': { en: 'pushing', ja: 'プッシュ中' },
  'edge.in-step': { en: 'in step', ja: '同期済み' },
  'edge.held': { en: 'held back there', ja: 'エッジで保留中' },
  'edge.failing': { en: 'not in step: {problem}', ja: '未同期: {problem}' },
  'edge.counts': { en: '{entries} servers, {gone} gone', ja: 'サーバー {entries}、削除 {gone}' },
  'edge.pushed-by': { en: 'Pushed by', ja: 'プッシュ元' },
  'edge.pushed-now': { en: '{holder} at {listen}', ja: '{holder} (受信先 {listen})' },
  'edge.pushed-by-nobody': { en: 'nobody, at {listen}', ja: 'なし ({listen})' },
  'edge.waits': { en: 'Waits', ja: '待機中' },
  'edge.subscription': { en: 'Subscription', ja: 'サブスクリプション' },
  'edge.subscription-open': { en: 'open until {expires}', ja: '{expires} まで有効' },
  'edge.subscription-used': { en: 'used by {by} at {at}', ja: '{at} に {by} が使用' },
  'edge.subscription-expired': { en: 'ended at {expires}, never used', ja: '{expires} に期限切れ (未使用)' },
  'edge.same': {
    en: '{server}: {count} servers, the same on both sides.',
    ja: '{server}: サーバー {count} 台、両側で一致しています。',
  },
  'edge.differs': { en: '{server}: {count} differences.', ja: '{server}: 相違 {count} 件。' },
  'edge.missing': { en: 'missing there', ja: 'エッジに不足' },
  'edge.extra': { en: 'only there', ja: 'エッジのみ' },
  'edge.differing': { en: 'differs', ja: '相違' },
  'edge.held-there': { en: 'held back there: {servers}', ja: 'エッジで保留中: {servers}' },
  'edge.old-there': { en: 'what it has is {seconds} s old', ja: 'エッジの内容は {seconds} 秒前のものです' },
  'edge.not-asked': { en: '{server}: {problem}', ja: '{server}: {problem}' },
  'edge.change-remove': {
    en: 'take the edge {server} out of the directory; its sessions would be cut, and nothing is pushed to it any more.',
    ja: 'エッジ {server} をディレクトリから削除します。セッションは切断され、プッシュも停止します。',
  },
  'edge.change-forget': {
    en: 'make {count} open token(s) of this edge worthless.',
    ja: 'このエッジの未使用トークン {count} 件を無効にします。',
  },
  'edge.removed': { en: '{server} is no edge any more.', ja: '{server} をエッジから削除しました。' },
  'edge.forgotten': {
    en: 'Open tokens of this edge are worth nothing any more.',
    ja: 'このエッジの未使用トークンを無効にしました。',
  },
  'edge.will-be-named': {
    en: 'The inside publishes it for {server} within seconds: hubtrust edge list; until then the one before is shown.',
    ja: '内部が数秒以内に {server} の証明書として公開します (確認: hubtrust edge list)。それまでは以前の証明書が提示されます。',
  },
  'status.edges': { en: 'Edge', ja: 'エッジ' },
} as const satisfies Readonly<Record<string, Text>>
