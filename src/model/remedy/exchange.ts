/** Remedies on an Exchange server: commands of its management shell, quoted so that they hold in every language. */
import type { RemedyTable } from './entry.ts'

export const EXCHANGE_REMEDIES = {
  'exchange-enable-smtp': {
    title: { en: 'Enable SMTP on the certificate.', ja: '証明書で SMTP を有効にします。' },
    shell: 'powershell',
    commands: ['Enable-ExchangeCertificate -Thumbprint {thumbprint} -Services SMTP'],
    prose: {
      en: 'It adds SMTP and takes nothing away. Exchange 2010 and later ask whether to overwrite the default SMTP certificate: answer Yes only if this certificate is to be the internal transport certificate.',
      ja: 'SMTP が追加され、既存のサービスは削除されません。Exchange 2010 以降では既定の SMTP 証明書を上書きするか確認されます。この証明書を内部トランスポート証明書にする場合だけ「はい」と答えてください。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['services.smtp-not-enabled'],
  },
  'exchange-grant-key-read': {
    title: {
      en: 'Give NETWORK SERVICE read access to the key file.',
      ja: 'NETWORK SERVICE にキー ファイルの読み取り権限を与えます。',
    },
    shell: 'powershell',
    commands: ['icacls "{keyFile}" /grant *S-1-5-20:R'],
    prose: {
      en: 'An entry that denies it goes first: icacls "{keyFile}" /remove:d *S-1-5-20. Then restart the service: Restart-Service MSExchangeTransport.',
      ja: '拒否のエントリがある場合は先に削除します: icacls "{keyFile}" /remove:d *S-1-5-20。その後サービスを再起動します: Restart-Service MSExchangeTransport。',
    },
    automatic: false,
    risk: 'none',
    undo: ['icacls "{keyFile}" /remove:g *S-1-5-20'],
    verify: ['key.unreadable'],
  },
  'exchange-new-certificate': {
    title: {
      en: 'Make a new certificate with the names of this server.',
      ja: 'このサーバーの名前を含む新しい証明書を作成します。',
    },
    shell: 'powershell',
    commands: ['New-ExchangeCertificate -SubjectName "CN={server}" -DomainName "{server}" -Services SMTP'],
    prose: {
      en: 'On a subscribed Edge server the subscription must be made anew afterwards.',
      ja: 'サブスクライブ済みの Edge サーバーでは、その後サブスクリプションを作成し直す必要があります。',
    },
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: ['selection.none-eligible'],
  },
  'exchange-names': {
    title: {
      en: 'Correct the host name or its DNS suffix, or make a certificate that holds the names as they are.',
      ja: 'ホスト名または DNS サフィックスを修正するか、現在の名前を含む証明書を作成します。',
    },
    shell: 'powershell',
    commands: [
      'ipconfig /all',
      'New-ExchangeCertificate -SubjectName "CN={server}" -DomainName "{server}" -Services SMTP',
    ],
    prose: {
      en: 'Exchange compares certificates with the fully qualified and the short name of the computer, logical and physical. The primary DNS suffix must be the one of the domain.',
      ja: 'Exchange は証明書を、コンピューターの完全修飾名と短い名前 (論理名と物理名) と比較します。プライマリ DNS サフィックスはドメインの名前と一致している必要があります。',
    },
    automatic: false,
    risk: 'key-change',
    undo: [],
    verify: ['names.not-covered'],
  },
  'exchange-balancer': {
    title: {
      en: 'Take server-to-server mail out of Network Load Balancing.',
      ja: 'サーバー間のメールをネットワーク負荷分散の対象から外します。',
    },
    shell: 'powershell',
    commands: ['nlb display'],
    prose: {
      en: 'Load balancing of mail between Hub Transport servers is not supported in Exchange 2007: remove the port rule for 25, or unbind NLB from the adapter. The cluster name then no longer replaces the name of the server.',
      ja: 'Exchange 2007 では、ハブ トランスポート サーバー間のメールの負荷分散はサポートされていません。ポート 25 の規則を削除するか、アダプターから NLB のバインドを解除してください。クラスター名がサーバー名を置き換えなくなります。',
    },
    automatic: false,
    risk: 'mail-pause',
    undo: [],
    verify: ['balancer.unexpected-name'],
  },
  'exchange-edge-sync': {
    title: {
      en: 'Synchronize the Edge server, and see whether both sides know the same certificates.',
      ja: 'Edge サーバーを同期し、両側の証明書が一致していることを確認します。',
    },
    shell: 'powershell',
    commands: ['Start-EdgeSynchronization', 'Test-EdgeSynchronization'],
    prose: {
      en: 'If the certificate of the Edge server was replaced, the subscription must be made anew: New-EdgeSubscription on the Edge server, then on a hub. Between hubs: wait for Active Directory replication (repadmin /replsummary).',
      ja: 'Edge サーバーの証明書を置き換えた場合は、サブスクリプションを作成し直す必要があります (Edge サーバー、次にハブで New-EdgeSubscription)。ハブ間の場合は Active Directory の複製を待ってください (repadmin /replsummary)。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['edge.out-of-step'],
  },
  'exchange-subscribe-again': {
    title: { en: 'Make the Edge subscription anew.', ja: 'Edge サブスクリプションを作成し直します。' },
    shell: 'powershell',
    commands: ['New-EdgeSubscription -FileName C:\\EdgeSubscription.xml'],
    prose: {
      en: 'On the Edge server; then import the file on a hub within 24 hours and delete it: it holds a password.',
      ja: 'Edge サーバーで実行し、24 時間以内にハブでファイルをインポートしてから削除してください (パスワードが含まれています)。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['edge.subscription-expired'],
  },
  'exchange-kerberos': {
    title: {
      en: 'Check clock, service principal names and replication.',
      ja: '時刻、サービス プリンシパル名、複製を確認します。',
    },
    shell: 'powershell',
    commands: ['w32tm /query /status', 'setspn -L "{server}"', 'repadmin /replsummary'],
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['kerberos.authentication'],
  },
  'exchange-free-port': {
    title: { en: 'Find the program that holds the port.', ja: 'ポートを使用しているプログラムを確認します。' },
    shell: 'powershell',
    commands: ['netstat -ano | findstr :25'],
    automatic: false,
    risk: 'mail-pause',
    undo: [],
    verify: ['listener.port-conflict'],
  },
  'exchange-starttls-certificate': {
    title: {
      en: 'Make a certificate for the name of the connector, or correct the name.',
      ja: 'コネクタの名前の証明書を作成するか、コネクタの名前を修正します。',
    },
    shell: 'powershell',
    commands: [
      'New-ExchangeCertificate -SubjectName "CN={connectorFqdn}" -DomainName "{connectorFqdn}" -Services SMTP',
    ],
    prose: {
      en: 'Answer No when asked to overwrite the default SMTP certificate: the internal transport certificate stays what it is.',
      ja: '既定の SMTP 証明書を上書きするか確認されたら「いいえ」と答えてください。内部トランスポート証明書は変更されません。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['connector.no-certificate-for-name'],
  },
  'evidence-collect-again': {
    title: { en: 'Collect it again.', ja: '証拠を再収集してください。' },
    commands: ['hubtrust doctor --evidence-help'],
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['evidence.damaged'],
  },
  'exchange-history': {
    title: {
      en: 'Nothing is to be mended; see whether it comes back.',
      ja: '対処は不要です。再発していないか確認してください。',
    },
    shell: 'powershell',
    commands: ['Get-EventLog Application -Source "{source}" -After {since} | Where-Object EventID -eq {id}'],
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['event.overtaken', 'event.silent'],
  },
  'exchange-other-event': {
    title: {
      en: 'Read what the event says in this version; it is no matter of certificates.',
      ja: 'このバージョンでのイベントの内容を確認してください。証明書の問題ではありません。',
    },
    shell: 'powershell',
    commands: ['Get-EventLog Application -Source MSExchangeTransport -Newest 50 | Format-List'],
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['event.other-era'],
  },
  'evidence-remove-secret': {
    title: {
      en: 'Delete the file or take the secret out before passing the evidence on.',
      ja: '証拠を渡す前に、ファイルを削除するか秘密情報を取り除いてください。',
    },
    commands: [],
    prose: {
      en: 'If others have had it: replace the password, or the certificate the key belongs to.',
      ja: '既に他の人に渡した場合は、パスワードまたは秘密キーに対応する証明書を置き換えてください。',
    },
    automatic: false,
    risk: 'none',
    undo: [],
    verify: ['evidence.secret'],
  },
} as const satisfies RemedyTable
