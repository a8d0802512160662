/** Remedies for what concerns other servers. Whom to trust is for a person to decide: none of them runs by itself. */
import type { RemedyTable } from './entry.ts'

export const PEER_REMEDIES = {
  'publish-peer': {
    title: {
      en: 'Publish the certificate of {peer} here, if it is really its own.',
      ja: '{peer} のものであることを確認したうえで、証明書をここに公開します。',
    },
    commands: ['hubtrust server add {peer} --certificate FILE.pem'],
    prose: {
      en: 'FILE.pem comes from {peer} itself (hubtrust server export {peer}) over a way you trust. Compare its SHA-256 with that server before you publish it.',
      ja: 'FILE.pem は {peer} で出力したもの (hubtrust server export {peer}) を信頼できる経路で受け取ってください。公開する前に、相手側と SHA-256 を照合してください。',
    },
    automatic: false,
    risk: 'none',
    undo: ['hubtrust server withdraw {peer} THUMBPRINT --yes'],
    verify: ['peer.not-in-directory', 'peer.refused-recently', 'directory.peer-unpublished', 'connector.unknown-peer'],
  },
  'enable-peer': {
    title: { en: 'Enable {peer} in the directory.', ja: 'ディレクトリで {peer} を有効にします。' },
    commands: ['hubtrust server enable {peer}'],
    prose: {
      en: 'Somebody ended trust in it: find out why first. If that was meant, remove connector "{connector}".',
      ja: '信頼が停止された理由を先に確認してください。意図したものであれば、コネクタ "{connector}" を削除してください。',
    },
    automatic: false,
    risk: 'none',
    undo: ['hubtrust server disable {peer} --yes'],
    verify: ['peer.disabled'],
  },
  'correct-address': {
    title: { en: 'Correct the addresses of {peer}.', ja: '{peer} のアドレスを修正します。' },
    commands: ['hubtrust server add {peer} --address HOST:PORT'],
    prose: {
      en: 'Those in use now: hubtrust server show {peer}. Addresses of the send connector, where there are some, come first: they are in the configuration.',
      ja: '現在のアドレスの確認: hubtrust server show {peer}。送信コネクタにアドレスが指定されている場合は、構成ファイルの値が優先されます。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['peer.wrong-server', 'peer.own-certificate', 'handshake.unreachable', 'handshake.some-addresses-fail'],
  },
  'introduce-this-server': {
    title: {
      en: 'Give {peer} the certificate of this server.',
      ja: '{peer} にこのサーバーの証明書を渡します。',
    },
    commands: ['hubtrust server export {server} --out {server}.pem', 'hubtrust verify {address}'],
    prose: {
      en: 'Take the file to {peer} and run there: hubtrust server add {server} --certificate {server}.pem. Is {server} disabled there? hubtrust server enable {server}.',
      ja: 'ファイルを {peer} に渡し、そこで実行してください: hubtrust server add {server} --certificate {server}.pem。{server} が無効になっている場合: hubtrust server enable {server}。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['peer.rejects-us'],
  },
  'renew-own': {
    title: {
      en: 'Make a new certificate and give it to {peer} before it is used.',
      ja: '新しい証明書を作成し、使用する前に {peer} に渡します。',
    },
    commands: ['hubtrust cert new --services smtp --no-publish'],
    prose: {
      en: 'On {peer}: hubtrust server add {server} --certificate FILE.pem. Then here: hubtrust cert enable THUMBPRINT --services smtp --yes.',
      ja: '{peer} で実行してください: hubtrust server add {server} --certificate FILE.pem。その後このサーバーで: hubtrust cert enable THUMBPRINT --services smtp --yes。',
    },
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: ['peer.rejects-validity'],
  },
  'peer-renews': {
    title: {
      en: 'Ask the administrator of {peer} for a new certificate.',
      ja: '{peer} の管理者に新しい証明書を依頼します。',
    },
    commands: ['hubtrust server add {peer} --certificate FILE.pem'],
    prose: {
      en: 'On {peer}: hubtrust cert new --services smtp --no-publish, then export it. Publish it here beside the old one before {peer} uses it.',
      ja: '{peer} で hubtrust cert new --services smtp --no-publish を実行し、出力してください。{peer} が使用を開始する前に、ここで古い証明書と並行して公開してください。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['peer.expired', 'peer.not-yet-valid'],
  },
  'peer-shows-certificate': {
    title: {
      en: 'Let {peer} show its certificate when it connects.',
      ja: '{peer} が接続時に証明書を提示するようにします。',
    },
    commands: [],
    prose: {
      en: 'On {peer} mail for this server must go through its send connector; a Postfix that connects by itself needs smtp_tls_cert_file and smtp_tls_key_file.',
      ja: '{peer} では、このサーバー宛のメールを送信コネクタ経由にしてください。Postfix が直接接続する場合は smtp_tls_cert_file と smtp_tls_key_file が必要です。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['peer.no-certificate'],
  },
  'doctor-there': {
    title: { en: 'Run the doctor on {peer}.', ja: '{peer} で診断を実行します。' },
    commands: ['hubtrust verify {address}'],
    prose: {
      en: 'On {peer}: hubtrust doctor, and hubtrust status: does its gateway run, with a certificate and a mail server behind it?',
      ja: '{peer} で hubtrust doctor と hubtrust status を実行し、ゲートウェイ、証明書、背後のメール サーバーを確認してください。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['peer.directory-stale', 'peer.not-ready', 'handshake.starttls-not-offered', 'handshake.protocol'],
  },
  'reach-peer': {
    title: { en: 'Find out where the connection ends.', ja: '接続が途切れる場所を確認します。' },
    commands: ['hubtrust verify {address}', 'ip route', 'nft list ruleset'],
    prose: {
      en: 'Refused: nothing listens there, look on {peer} (hubtrust status). No answer: a firewall drops it. No address: the name is not in the DNS.',
      ja: '拒否された場合: 待ち受けがありません。{peer} で hubtrust status を確認してください。応答がない場合: ファイアウォールが遮断しています。アドレスがない場合: DNS に名前が登録されていません。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['handshake.unreachable'],
  },
  'check-own-network': {
    title: {
      en: 'Look at the network of this server first.',
      ja: '最初にこのサーバーのネットワークを確認します。',
    },
    commands: ['ip addr', 'ip route', 'cat /etc/resolv.conf', 'nft list ruleset'],
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['handshake.nobody-reachable'],
  },
  'watch-handshake': {
    title: { en: 'Watch the handshake step by step.', ja: 'ハンドシェイクを段階ごとに確認します。' },
    commands: ['hubtrust verify {address}', 'openssl s_client -starttls smtp -connect {address}'],
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['handshake.timeout', 'handshake.protocol', 'handshake.slow'],
  },
  'stop-inspection': {
    title: {
      en: 'Switch SMTP inspection off between the two servers.',
      ja: '2 台のサーバーの間の SMTP 検査を無効にします。',
    },
    commands: [],
    prose: {
      en: 'On the firewall between here and {address}: allow STARTTLS, or take SMTP out of inspection (Cisco: no inspect esmtp).',
      ja: 'このサーバーと {address} の間のファイアウォールで STARTTLS を許可するか、SMTP を検査対象から除外してください (Cisco: no inspect esmtp)。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['handshake.verb-rewritten'],
  },
  'separate-certificates': {
    title: {
      en: 'Give each server a certificate of its own.',
      ja: 'サーバーごとに別の証明書を使用します。',
    },
    commands: ['hubtrust server withdraw {server} {thumbprint} --yes'],
    prose: {
      en: 'On each of {servers}: hubtrust cert new --services smtp. A clone must not keep the key of its model.',
      ja: '{servers} のそれぞれで hubtrust cert new --services smtp を実行してください。複製したコンピューターに元の秘密キーを残さないでください。',
    },
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: ['directory.duplicate'],
  },
  'replace-published': {
    title: {
      en: 'Publish the certificate of the server itself in its place.',
      ja: '代わりにサーバー自身の証明書を公開します。',
    },
    commands: [
      'hubtrust server withdraw {server} {thumbprint} --yes',
      'hubtrust server add {server} --certificate FILE.pem',
    ],
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: ['directory.ca-published', 'directory.entry-unusable'],
  },
  'withdraw-leftover': {
    title: { en: 'Withdraw the expired certificate.', ja: '期限切れの証明書を取り消します。' },
    commands: ['hubtrust server withdraw {server} {thumbprint} --yes'],
    prose: {
      en: 'Make sure that {server} does not use it any more: whoever still shows it is refused afterwards.',
      ja: '{server} が使用していないことを確認してください。取り消し後は、この証明書を提示すると拒否されます。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['directory.expired-leftover'],
  },
} as const satisfies RemedyTable
