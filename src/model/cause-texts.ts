/** What each cause means and what to do about it. Holes of a remedy are facts of the proof; `PLACEHOLDERS` stand where one is unknown. */
import type { Text } from '../core/text.ts'
import type { Cause } from './findings.ts'

export interface CauseText {
  readonly sentence: Text
  readonly remedy: Text
}

export const CAUSE_TEXTS: Readonly<Record<Cause, CauseText>> = {
  'services.smtp-not-enabled': {
    sentence: {
      en: 'SMTP is not enabled on the certificate that selection would use.',
      ja: '選択されるべき証明書で SMTP が有効になっていません。',
    },
    remedy: {
      en: 'Enable it: hubtrust cert enable {thumbprint} --services smtp',
      ja: '有効にしてください: hubtrust cert enable {thumbprint} --services smtp',
    },
  },
  'key.unreadable': {
    sentence: {
      en: 'The service account cannot read the private key of the certificate.',
      ja: 'サービス アカウントが証明書の秘密キーを読み取れません。',
    },
    remedy: {
      en: 'Give it read access: hubtrust cert enable {thumbprint} --services smtp; see what is in the way: namei -l {keyFile}',
      ja: '読み取り権限を与えてください: hubtrust cert enable {thumbprint} --services smtp。障害箇所の確認: namei -l {keyFile}',
    },
  },
  'key.missing': {
    sentence: {
      en: 'The private key of the certificate is not on this machine.',
      ja: '証明書の秘密キーがこのコンピューターにありません。',
    },
    remedy: {
      en: 'Import the certificate with its key: hubtrust cert import FILE.pfx; or replace it: hubtrust cert new --services smtp',
      ja: '秘密キーと共にインポートしてください: hubtrust cert import FILE.pfx。または置き換えてください: hubtrust cert new --services smtp',
    },
  },
  'key.mismatch': {
    sentence: {
      en: 'The private key file belongs to another certificate.',
      ja: '秘密キー ファイルが別の証明書のものです。',
    },
    remedy: {
      en: 'Put the right key back from a backup: hubtrust cert import FILE.pfx; or replace both: hubtrust cert new --services smtp',
      ja: 'バックアップから正しい秘密キーを戻してください: hubtrust cert import FILE.pfx。または両方を置き換えてください: hubtrust cert new --services smtp',
    },
  },
  'names.not-covered': {
    sentence: {
      en: 'The certificate holds none of the names of this server, so selection passes it over.',
      ja: '証明書にこのサーバーの名前が含まれていないため、選択されません。',
    },
    remedy: {
      en: 'If the server was renamed, make a certificate with its new names: hubtrust cert new --services smtp; otherwise correct server.hostNames in the configuration and the host name: hostname -f',
      ja: 'サーバー名を変更した場合は、新しい名前の証明書を作成してください: hubtrust cert new --services smtp。それ以外の場合は、構成の server.hostNames とホスト名 (hostname -f) を修正してください。',
    },
  },
  'names.lookup-failed': {
    sentence: {
      en: 'The fully qualified name of this server could not be looked up, so the certificate could not be compared with it.',
      ja: 'このサーバーの完全修飾名を取得できないため、証明書と比較できません。',
    },
    remedy: {
      en: 'Make the resolver know it: hostname -f must print the full name (DNS or /etc/hosts); or state it: server.hostNames.dnsFullyQualifiedDomainName in the configuration.',
      ja: '名前解決を修正してください: hostname -f が完全な名前を表示する必要があります (DNS または /etc/hosts)。または構成の server.hostNames.dnsFullyQualifiedDomainName に指定してください。',
    },
  },
  'balancer.unexpected-name': {
    sentence: {
      en: "A load balancer or cluster puts its own name in the place of this server's, and the certificate does not hold that name.",
      ja: 'ロード バランサーまたはクラスターの名前がこのサーバーの名前に置き換わっており、証明書にその名前が含まれていません。',
    },
    remedy: {
      en: 'Take the member out of the balancer for server-to-server mail (remove server.hostNames.balancerName), or make a certificate that holds {balancerName} too: hubtrust cert new --domains FQDN,{balancerName} --services smtp',
      ja: 'サーバー間のメールをロード バランサーの対象から外す (server.hostNames.balancerName を削除する) か、{balancerName} も含む証明書を作成してください: hubtrust cert new --domains FQDN,{balancerName} --services smtp',
    },
  },
  'selection.newer-than-published': {
    sentence: {
      en: 'The store holds a newer certificate that selection would use, but the directory still names the older one.',
      ja: 'ストアにより新しい証明書がありますが、ディレクトリには古い証明書が公開されています。',
    },
    remedy: {
      en: 'Publish the newer one: hubtrust cert enable {thumbprint} --services smtp --yes; or remove it if it is not wanted: hubtrust cert remove {thumbprint}',
      ja: '新しい証明書を公開してください: hubtrust cert enable {thumbprint} --services smtp --yes。不要な場合は削除してください: hubtrust cert remove {thumbprint}',
    },
  },
  'selection.none-eligible': {
    sentence: {
      en: 'No certificate in the store can be the internal transport certificate.',
      ja: 'ストアに内部トランスポート証明書として使用できる証明書がありません。',
    },
    remedy: {
      en: 'See what each one lacks: hubtrust cert select; make a new one: hubtrust cert new --services smtp',
      ja: '各証明書の問題を確認してください: hubtrust cert select。新しく作成する場合: hubtrust cert new --services smtp',
    },
  },
  'store.published-missing': {
    sentence: {
      en: 'The certificate published for this server is not in the store of this machine.',
      ja: 'このサーバーに公開された証明書が、このコンピューターのストアにありません。',
    },
    remedy: {
      en: 'Import it with its key: hubtrust cert import FILE.pfx; or publish another: hubtrust cert new --services smtp',
      ja: '秘密キーと共にインポートしてください: hubtrust cert import FILE.pfx。または別の証明書を公開してください: hubtrust cert new --services smtp',
    },
  },
  'directory.not-published': {
    sentence: {
      en: 'No certificate is published for this server, so no other server can trust it.',
      ja: 'このサーバーに公開された証明書がないため、他のサーバーから信頼されません。',
    },
    remedy: {
      en: 'Publish one: hubtrust cert enable {thumbprint} --services smtp --yes; none there? hubtrust cert new --services smtp',
      ja: '公開してください: hubtrust cert enable {thumbprint} --services smtp --yes。証明書がない場合: hubtrust cert new --services smtp',
    },
  },
  'directory.unreachable': {
    sentence: { en: 'The directory cannot be read.', ja: 'ディレクトリを読み取れません。' },
    remedy: {
      en: 'Look at the directory: hubtrust server list; it must exist and be readable by the service account.',
      ja: 'ディレクトリを確認してください: hubtrust server list。ファイルが存在し、サービス アカウントが読み取れる必要があります。',
    },
  },
  'directory.stale': {
    sentence: {
      en: 'What this server knows of the directory is too old to decide by.',
      ja: 'このサーバーが保持するディレクトリの情報が古すぎるため、判断できません。',
    },
    remedy: {
      en: 'Bring the directory back: hubtrust server list; the limit is directory.maxStale in the configuration. Mail waits at its sender until then.',
      ja: 'ディレクトリを復旧してください: hubtrust server list。上限は構成の directory.maxStale です。それまでメールは送信元で待機します。',
    },
  },
  'peer.not-in-directory': {
    sentence: {
      en: 'The certificate the peer showed is published for no enabled server of the directory.',
      ja: '相手が提示した証明書は、ディレクトリの有効なサーバーに公開されていません。',
    },
    remedy: {
      en: 'If the peer is one of yours, publish its certificate: hubtrust server add NAME --certificate FILE.pem; is it disabled? hubtrust server list',
      ja: '自組織のサーバーの場合は証明書を公開してください: hubtrust server add NAME --certificate FILE.pem。無効になっていないかも確認してください: hubtrust server list',
    },
  },
  'peer.wrong-server': {
    sentence: {
      en: 'The certificate belongs to another server of the directory than the one that was meant.',
      ja: '提示された証明書は、接続先として想定したサーバーとは別のサーバーのものです。',
    },
    remedy: {
      en: "Check where the peer's addresses lead: hubtrust server show {server}; correct them: hubtrust server add NAME --address HOST:PORT",
      ja: '接続先のアドレスを確認してください: hubtrust server show {server}。修正: hubtrust server add NAME --address HOST:PORT',
    },
  },
  'peer.no-certificate': {
    sentence: { en: 'The peer showed no certificate.', ja: '相手が証明書を提示しませんでした。' },
    remedy: {
      en: 'The peer must present its certificate as a TLS client: through its Hubtrust send connector, or in Postfix with smtp_tls_cert_file and smtp_tls_key_file.',
      ja: '相手側が TLS クライアントとして証明書を提示する必要があります。相手の Hubtrust の送信コネクタを経由するか、Postfix の smtp_tls_cert_file と smtp_tls_key_file を設定してください。',
    },
  },
  'peer.expired': {
    sentence: { en: 'The certificate of the peer has expired.', ja: '相手の証明書の有効期限が切れています。' },
    remedy: {
      en: 'On the peer: hubtrust cert new --services smtp; it stays trusted meanwhile, unless trust.expired says "refuse".',
      ja: '相手側で実行してください: hubtrust cert new --services smtp。trust.expired が "refuse" でない限り、それまでは信頼されます。',
    },
  },
  'validity.expired': {
    sentence: {
      en: 'The certificate of this server has expired.',
      ja: 'このサーバーの証明書の有効期限が切れています。',
    },
    remedy: {
      en: 'Make a new one; the old one stays published beside it: hubtrust cert new --services smtp',
      ja: '新しい証明書を作成してください (古い証明書も公開されたままです): hubtrust cert new --services smtp',
    },
  },
  'validity.not-yet': {
    sentence: {
      en: "The certificate is not valid yet: its NotBefore is in the future of this machine's clock.",
      ja: '証明書はまだ有効ではありません。NotBefore がこのコンピューターの時刻より後です。',
    },
    remedy: {
      en: 'Check the clock of both machines: timedatectl; if it is right, wait or use another certificate.',
      ja: '両方のコンピューターの時刻を確認してください: timedatectl。時刻が正しい場合は、待つか別の証明書を使用してください。',
    },
  },
  'validity.expires-soon': {
    sentence: { en: 'The certificate will expire soon.', ja: '証明書の有効期限がまもなく切れます。' },
    remedy: {
      en: 'Make a new one in time; both stay trusted: hubtrust cert new --services smtp',
      ja: '期限前に新しい証明書を作成してください (両方が信頼されます): hubtrust cert new --services smtp',
    },
  },
  'handshake.unreachable': {
    sentence: { en: 'The peer cannot be reached over the network.', ja: '相手にネットワークで到達できません。' },
    remedy: {
      en: 'Check name, port and firewall: nc -vz HOST 25; the addresses in use: hubtrust server show NAME',
      ja: '名前、ポート、ファイアウォールを確認してください: nc -vz HOST 25。使用するアドレスの確認: hubtrust server show NAME',
    },
  },
  'handshake.starttls-not-offered': {
    sentence: { en: 'The peer does not offer STARTTLS.', ja: '相手が STARTTLS を提供していません。' },
    remedy: {
      en: 'On the peer: does its receive connector run, and has it a usable certificate? hubtrust status',
      ja: '相手側で、受信コネクタが動作し、使用可能な証明書があるか確認してください: hubtrust status',
    },
  },
  'handshake.verb-rewritten': {
    sentence: {
      en: 'Something between the two servers rewrites SMTP (X characters in the place of STARTTLS), as firewalls with SMTP inspection do.',
      ja: '2 台のサーバーの間で SMTP が書き換えられています (STARTTLS が X 文字に置換)。SMTP 検査機能を持つファイアウォールの動作です。',
    },
    remedy: {
      en: 'Switch SMTP inspection off between the two servers (Cisco: no inspect esmtp), or allow STARTTLS in it.',
      ja: '2 台の間の SMTP 検査を無効にする (Cisco: no inspect esmtp) か、STARTTLS を許可してください。',
    },
  },
  'handshake.protocol': {
    sentence: {
      en: 'The peer answered, but not as SMTP with TLS should.',
      ja: '相手の応答が TLS を使用する SMTP の手順に従っていません。',
    },
    remedy: {
      en: 'Watch each step: hubtrust verify HOST:PORT; and by hand: openssl s_client -starttls smtp -connect HOST:PORT',
      ja: '手順ごとに確認してください: hubtrust verify HOST:PORT。手動での確認: openssl s_client -starttls smtp -connect HOST:PORT',
    },
  },
  'connector.no-certificate-for-name': {
    sentence: {
      en: 'No usable certificate holds the name of the connector.',
      ja: 'コネクタの名前を含む使用可能な証明書がありません。',
    },
    remedy: {
      en: 'Make one: hubtrust cert new --domains {names} --services smtp; see what the others lack: hubtrust cert select --name {names}',
      ja: '作成してください: hubtrust cert new --domains {names} --services smtp。他の証明書の問題の確認: hubtrust cert select --name {names}',
    },
  },
  'listener.port-conflict': {
    sentence: {
      en: 'Another program listens on that address.',
      ja: '別のプログラムがそのアドレスで待ち受けています。',
    },
    remedy: {
      en: 'See who: ss -ltnp; stop it, or change "listen" of the connector.',
      ja: '使用中のプログラムを確認してください: ss -ltnp。停止するか、コネクタの "listen" を変更してください。',
    },
  },
}

/** What people type in the place of a fact that is not known here. */
export const PLACEHOLDERS: Readonly<Record<string, string>> = {
  thumbprint: 'THUMBPRINT',
  keyFile: 'KEYFILE',
  balancerName: 'CLUSTER-NAME',
  server: 'SERVER',
  names: 'FQDN',
}

/** What a fact of a proof is called. */
export const PROOF_LABELS: Readonly<Record<string, Text>> = {
  thumbprint: { en: 'thumbprint', ja: '拇印' },
  fingerprint: { en: 'SHA-256', ja: 'SHA-256' },
  keyFile: { en: 'key file', ja: '秘密キー ファイル' },
  obstacle: { en: 'obstacle', ja: '障害' },
  obstaclePath: { en: 'at', ja: '場所' },
  readableBy: { en: 'readable by', ja: '読み取り可能なアカウント' },
  services: { en: 'services', ja: 'サービス' },
  names: { en: 'names wanted', ja: '必要な名前' },
  certificateNames: { en: 'names in the certificate', ja: '証明書の名前' },
  balancerName: { en: 'name of the balancer', ja: 'ロード バランサーの名前' },
  notBefore: { en: 'not before', ja: '有効期間の開始' },
  notAfter: { en: 'not after', ja: '有効期間の終了' },
  certificates: { en: 'certificates in the store', ja: 'ストアの証明書の数' },
  server: { en: 'server', ja: 'サーバー' },
  reason: { en: 'reason', ja: '理由' },
}
