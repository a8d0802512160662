/** What to run on an Exchange server so that the doctor can judge it elsewhere: one text to paste into its management shell. */
import type { Lang, Text } from '../core/text.ts'

interface Step {
  readonly why: Text
  readonly commands: readonly string[]
}

const FOLDER = '$env:TEMP\\hubtrust'

const STEPS: readonly Step[] = [
  {
    why: { en: 'A folder for the output', ja: '出力用のフォルダー' },
    commands: [`New-Item -ItemType Directory -Force ${FOLDER} | Out-Null; Set-Location ${FOLDER}`],
  },
  {
    why: { en: 'Certificates and their services', ja: '証明書とサービス' },
    commands: ['Get-ExchangeCertificate | Format-List > certificates.txt', 'certutil -store -v my > certutil.txt'],
  },
  {
    why: { en: 'Which certificate is published', ja: '公開された証明書' },
    commands: [
      'Get-ExchangeServer | Format-List Name,Fqdn,AdminDisplayVersion,ServerRole > servers.txt',
      'Get-TransportServer | Format-List Name,InternalTransportCertificateThumbprint > transport.txt   # 2007, 2010',
      'Get-TransportService | Format-List Name,InternalTransportCertificateThumbprint > transport.txt  # 2013 and later',
    ],
  },
  {
    why: { en: 'Who can read the private keys', ja: '秘密キーの読み取り権限' },
    commands: ['icacls "$env:ALLUSERSPROFILE\\Microsoft\\Crypto\\RSA\\MachineKeys\\*" > icacls.txt'],
  },
  {
    why: { en: 'Names and load balancing', ja: '名前と負荷分散' },
    commands: ['ipconfig /all > ipconfig.txt', 'hostname > hostname.txt', 'nlb display > nlb.txt'],
  },
  {
    why: { en: 'Connectors, queues, EdgeSync', ja: 'コネクタ、キュー、EdgeSync' },
    commands: [
      'Get-ReceiveConnector | Format-List > receive-connectors.txt',
      'Get-SendConnector | Format-List > send-connectors.txt',
      'Get-Queue | Format-List > queues.txt',
      'Test-EdgeSynchronization | Format-List > edge-sync.txt',
    ],
  },
  {
    why: { en: 'The application event log', ja: 'アプリケーション イベント ログ' },
    commands: ['wevtutil epl Application application.evtx'],
  },
]

const HEAD: Text = {
  en: 'Paste this into the Exchange Management Shell, as administrator. It changes nothing and collects no password.',
  ja: 'Exchange 管理シェルを管理者として開き、次を貼り付けてください。設定は変更せず、パスワードも収集しません。',
}
const TAIL: Text = {
  en: 'Copy the folder to any machine with Hubtrust, then: hubtrust doctor --evidence FOLDER',
  ja: 'フォルダーを Hubtrust のあるコンピューターにコピーし、次を実行してください: hubtrust doctor --evidence フォルダー --lang ja',
}

export function evidenceHelp(lang: Lang): readonly string[] {
  const steps = STEPS.flatMap(({ why, commands }) => [`# ${why[lang]}`, ...commands])
  return [`# ${HEAD[lang]}`, '', ...steps, '', `# ${TAIL[lang]}`]
}
