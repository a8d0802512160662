/** From files to a cause: an Exchange server's output, in several languages, through every step the program takes. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { fileSources } from '../../src/disk/evidence-files.ts'
import { assemble } from '../../src/evidence/assemble.ts'
import { gather } from '../../src/evidence/gather.ts'
import type { Report } from '../../src/model/finding.ts'
import { PROGRAM } from '../cli/program.ts'

const THUMBPRINT = '5113AE0233A72FCCB75B1D0198628675333D010E'
const KEY_FILE = String.raw`C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys\8e04fdc2fc18e9140b6d31121f85b968_5961786b-55fe-4611-8f90-b7b26f18a8f4`

type Files = Readonly<Record<string, string>>

function certificates({ services = 'IMAP, POP, SMTP', domains = 'HUB01, hub01.contoso.example' } = {}): string {
  return [
    `CertificateDomains : {${domains}}`,
    'HasPrivateKey      : True',
    'IsSelfSigned       : True',
    'Issuer             : CN=HUB01',
    'NotAfter           : 2013/11/21 9:00:00',
    'NotBefore          : 2008/11/21 9:00:00',
    'PublicKeySize      : 2048',
    'RootCAType         : None',
    'SerialNumber       : 6C20C91ACF6A87BE4552A6CCD612A0E7',
    `Services           : ${services}`,
    'Status             : Valid',
    'Subject            : CN=HUB01',
    `Thumbprint         : ${THUMBPRINT}`,
    '',
  ].join('\r\n')
}

function icacls(...entries: readonly string[]): string {
  const indent = ' '.repeat(KEY_FILE.length + 1)
  return `${KEY_FILE} ${entries.join(`\r\n${indent}`)}\r\n\r\nSuccessfully processed 1 files; Failed to process 0 files\r\n`
}

const ADMINISTRATORS = [String.raw`NT AUTHORITY\SYSTEM:(F)`, String.raw`BUILTIN\Administrators:(F)`]
const READABLE = icacls(...ADMINISTRATORS, String.raw`NT AUTHORITY\NETWORK SERVICE:(R)`)

const IPCONFIG = {
  en: (suffix: string) =>
    `\r\nWindows IP Configuration\r\n\r\n   Host Name . . . . . . . . . . . . : HUB01\r\n   Primary Dns Suffix  . . . . . . . : ${suffix}\r\n   Node Type . . . . . . . . . . . . : Hybrid\r\n`,
  ja: (suffix: string) =>
    `\r\nWindows IP 構成\r\n\r\n   ホスト名 . . . . . . . . . . . . : HUB01\r\n   プライマリ DNS サフィックス  . . : ${suffix}\r\n   ノード タイプ. . . . . . . . . . : ハイブリッド\r\n`,
  de: (suffix: string) =>
    `\r\nWindows-IP-Konfiguration\r\n\r\n   Hostname  . . . . . . . . . . . . : HUB01\r\n   Primäres DNS-Suffix . . . . . . . : ${suffix}\r\n   Knotentyp . . . . . . . . . . . . : Hybrid\r\n`,
}

const HEALTHY: Files = {
  'certificates.txt': certificates(),
  'icacls.txt': READABLE,
  'ipconfig.txt': IPCONFIG.en('contoso.example'),
}

const EVENT_JA = [
  'イベントの種類:\t警告',
  'イベント ソース:\tMSExchangeTransport',
  'イベント カテゴリ:\tSmtpReceive',
  'イベント ID:\t1037',
  '日付:\t\t2009/03/21',
  '時刻:\t\t10:12:07',
  'コンピュータ:\tHUB01',
  '説明:',
  '内部トランスポート証明書の検証中に問題が発生しました。',
  '',
].join('\r\n')

interface Case {
  readonly title: string
  readonly files: Files
  /** Ids of causes at or above medium. */
  readonly causes: readonly string[]
}

const CASES: readonly Case[] = [
  { title: 'a healthy server', files: HEALTHY, causes: [] },
  {
    title: 'a healthy Japanese server',
    files: { ...HEALTHY, 'ipconfig.txt': IPCONFIG.ja('contoso.example') },
    causes: [],
  },
  {
    title: 'SMTP not enabled',
    files: { ...HEALTHY, 'certificates.txt': certificates({ services: 'IMAP, POP' }) },
    causes: ['services.smtp-not-enabled'],
  },
  {
    title: 'NETWORK SERVICE has no entry, in Japanese',
    files: {
      ...HEALTHY,
      'icacls.txt': icacls(...ADMINISTRATORS),
      'ipconfig.txt': IPCONFIG.ja('contoso.example'),
      'events.txt': EVENT_JA,
    },
    causes: ['key.unreadable'],
  },
  {
    title: 'NETZWERKDIENST is denied',
    files: {
      ...HEALTHY,
      'icacls.txt': icacls(
        String.raw`NT-AUTORITÄT\NETZWERKDIENST:(DENY)(R)`,
        String.raw`NT-AUTORITÄT\NETZWERKDIENST:(R)`,
        String.raw`VORDEFINIERT\Administratoren:(F)`,
      ),
    },
    causes: ['key.unreadable'],
  },
  {
    title: 'NETZWERKDIENST may read',
    files: {
      ...HEALTHY,
      'icacls.txt': icacls(String.raw`NT-AUTORITÄT\NETZWERKDIENST:(R)`, String.raw`VORDEFINIERT\Administratoren:(F)`),
    },
    causes: [],
  },
]

function folderOf(t: TestContext, files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-evidence-'))
  chmodSync(folder, 0o755)
  t.after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

async function reportsOf(folder: string): Promise<readonly Report[]> {
  const { files, observations } = await gather(fileSources([folder]))
  return assemble(observations, { files, nowIso: '2009-04-21T00:00:00.000Z' }).map((facts) => diagnose(facts))
}

for (const { title, files, causes } of CASES) {
  test(title, async (t) => {
    const folder = folderOf(t, files)
    const [report, ...others] = await reportsOf(folder)
    assert.deepEqual(others, [])
    const found =
      report?.findings.filter(({ causedBy, severity }) => causedBy === undefined && severity !== 'low') ?? []
    assert.deepEqual(
      found.map(({ id }) => id),
      causes,
    )
    for (const { evidence } of found)
      for (const { source, line, quote } of evidence)
        if (line !== undefined && quote !== undefined) {
          const lines = readFileSync(join(folder, source), 'utf8').split(/\r?\n/)
          const words = quote.split(/\s+/).slice(0, 2).join(' ')
          assert.ok(lines[line - 1]?.replace(/\s+/g, ' ').includes(words), `${source}:${String(line)} holds ${quote}`)
        }
  })
}

test('the program reads a folder without a configuration, names the cause in Japanese, and shows no key', (t) => {
  const files = {
    ...HEALTHY,
    'icacls.txt': icacls(...ADMINISTRATORS),
    'notes.pem': '-----BEGIN PRIVATE KEY-----\nMIIEvSecretSecret\n-----END PRIVATE KEY-----\n',
  }
  const folder = folderOf(t, files)
  const run = (...words: readonly string[]) =>
    spawnSync(PROGRAM, ['doctor', '--evidence', folder, ...words], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, HUBTRUST_CONFIG: join(folder, 'none.yaml') },
    })
  const japanese = run('--lang', 'ja')
  assert.equal(japanese.status, 1, japanese.stderr)
  assert.match(japanese.stdout, /key\.unreadable.*秘密キーを読み取れません/s)
  assert.match(japanese.stdout, /icacls "C:.*" \/grant \*S-1-5-20:R/)
  for (const format of ['text', 'json', 'html', 'markdown', 'sarif', 'junit', 'nagios']) {
    const { stdout, stderr } = run('--format', format)
    assert.notEqual(stdout, '', stderr)
    assert.ok(!`${stdout}${stderr}`.includes('MIIEvSecret'), format)
  }
})

test('nothing known is 65, a path that is not there 66', (t) => {
  const folder = folderOf(t, { 'shopping.txt': 'milk and eggs, two of each\n' })
  const run = (path: string) => spawnSync(PROGRAM, ['doctor', '--evidence', path], { encoding: 'utf8' }).status
  assert.equal(run(folder), 65)
  assert.equal(run(join(folder, 'missing')), 66)
})
