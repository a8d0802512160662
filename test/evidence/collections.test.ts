/** Collections as they come: of several servers, contradicting, damaged, with secrets, packed, and through the real program. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, test, type TestContext } from 'node:test'
import { fileSources } from '../../src/disk/evidence-files.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { assemble } from '../../src/evidence/assemble.ts'
import { decodeText } from '../../src/evidence/code-pages.ts'
import { gather } from '../../src/evidence/gather.ts'
import type { Facts } from '../../src/model/facts.ts'
import { findingTitle } from '../../src/model/finding-text.ts'
import { PROGRAM } from '../cli/program.ts'
import { collected, OWN, READABLE, SEED_EVENTS } from './bundles/host.ts'
import { certificateList, icacls, saved, transportService, type Files } from './bundles/windows.ts'
import { zipOf } from './bundles/zip-writer.ts'
import { realEvidence } from './real-evidence.ts'

const NOW = '2026-11-24T00:00:00.000Z'
const NO_SMTP = { certificates: [{ ...OWN, services: 'IMAP' }], events: SEED_EVENTS }

function folderOf(t: TestContext, files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-collection-'))
  t.after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  chmodSync(folder, 0o755)
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  return folder
}

function below(prefix: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${prefix}/${name}`, bytes]))
}

async function serversIn(path: string): Promise<readonly Facts[]> {
  const { files, observations } = await gather(fileSources([path]))
  return assemble(observations, { files, nowIso: NOW })
}

function idsOf(facts: Facts | undefined): readonly string[] {
  assert.ok(facts !== undefined)
  return diagnose(facts, { source: 'evidence' }).findings.map(({ id }) => id)
}

/** The program as nobody runs it, without a configuration. */
function doctor(words: readonly string[], lang = 'en') {
  const env = { PATH: process.env['PATH'], HUBTRUST_CONFIG: '/nonexistent/config.yaml', LANG: 'C.UTF-8' }
  const command = [PROGRAM, 'doctor', '--lang', lang, ...words]
  const isRoot = process.getuid?.() === 0
  const [program = '', ...rest] = isRoot
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command]
    : command
  return spawnSync(program, rest, { encoding: 'utf8', env })
}

describe('a collection', () => {
  test('of two servers in two folders gives two reports, and neither is blamed for the other', async (t) => {
    const folder = folderOf(t, {
      ...below('one', collected(NO_SMTP)),
      ...below('two', collected({ host: 'HUB2', certificates: [renamed('hub2')] })),
    })
    const servers = await serversIn(folder)
    assert.deepEqual(
      servers.map(({ server }) => server),
      ['hub1.corp.example', 'hub2.corp.example'],
    )
    assert.equal(idsOf(servers[0])[0], 'services.smtp-not-enabled')
    assert.deepEqual(idsOf(servers[1]), [])
    // What one of them says of its version is not said of the other.
    const version = saved(transportService('HUB1', 'Version 14.3 (Build 123.4)', OWN.thumbprint), 'utf-8')
    writeFileSync(join(folder, 'one', 'server.txt'), version)
    assert.deepEqual(
      (await serversIn(folder)).map(({ exchange }) => [exchange?.version, exchange?.era]),
      [
        ['14.3', '2010'],
        [undefined, 'unknown'],
      ],
    )
  })

  test('of two servers in one folder tells what could be of either', async (t) => {
    const { 'certificates.txt': list = new Uint8Array(), ...rest } = collected(NO_SMTP)
    const other = collected({ host: 'HUB2', certificates: [renamed('hub2')] })
    const folder = folderOf(t, { ...rest, 'list.txt': list, 'other.txt': other['ipconfig.txt'] ?? list })
    const servers = await serversIn(folder)
    assert.equal(servers.length, 2)
    for (const facts of servers) assert.ok(idsOf(facts).includes('evidence.mixed-servers'))
    // The list names no server: nobody is accused by it.
    for (const facts of servers) assert.ok(!idsOf(facts).includes('services.smtp-not-enabled'))
  })

  test('that says two things of one certificate keeps both, with their places', async (t) => {
    const folder = folderOf(t, {
      ...collected(),
      'older.txt': saved(certificateList('en', [{ ...OWN, services: 'IMAP' }]), 'utf-8'),
    })
    const [facts] = await serversIn(folder)
    const [contradiction] = facts?.exchange?.contradictions ?? []
    assert.deepEqual(
      [contradiction?.left, contradiction?.right].map((side) => [side?.evidence.source, side?.value]),
      [
        ['certificates.txt', 'IMAP, POP, SMTP'],
        ['older.txt', 'IMAP'],
      ],
    )
    const { findings } = diagnose(facts ?? assert.fail(), { source: 'evidence' })
    const shown = findings.find(({ id }) => id === 'evidence.contradiction') ?? assert.fail()
    assert.equal(shown.severity, 'low')
    for (const lang of ['en', 'ja'] as const)
      for (const words of [OWN.thumbprint, 'certificates.txt:', 'IMAP, POP, SMTP', 'older.txt:'])
        assert.ok(findingTitle(shown, lang).includes(words), `${lang} lacks ${words}`)
    // What rests on a value that another file contradicts is no longer proven.
    const other = findings.filter(({ subject }) => subject.certificate === OWN.thumbprint)
    assert.ok(other.length > 0 && other.every(({ confidence }) => confidence !== 'proven'))
  })

  test('believes the file that was written later, whatever the files are called', async (t) => {
    const old = saved(certificateList('en', [{ ...OWN, services: 'IMAP' }]), 'utf-8')
    const { 'certificates.txt': current = old, ...rest } = collected()
    const folder = folderOf(t, { ...rest, 'a.txt': current, 'z-old.txt': old })
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1_790_000_000, 1_790_000_000)
    utimesSync(join(folder, 'z-old.txt'), 1_780_000_000, 1_780_000_000)
    assert.deepEqual(idsOf((await serversIn(folder))[0]), ['evidence.contradiction'])
    utimesSync(join(folder, 'z-old.txt'), 1_791_000_000, 1_791_000_000)
    assert.equal(idsOf((await serversIn(folder))[0])[0], 'services.smtp-not-enabled')
  })

  test('with nothing dated was taken when its newest file was written', async (t) => {
    const folder = folderOf(t, collected())
    const { files, observations } = await gather(fileSources([folder]))
    const dated = files.map((file) => ({ ...file, modifiedAt: '2026-05-06T07:08:09.000Z' }))
    const [facts] = assemble(observations, { files: dated, nowIso: NOW })
    assert.equal(facts?.takenAt, '2026-05-06T07:08:09.000Z')
    assert.ok(files.every(({ modifiedAt }) => modifiedAt !== undefined))
  })

  test('in a zip is the same as in a folder, deflated and stored', async (t) => {
    const files = collected(NO_SMTP)
    const folder = folderOf(t, {
      'deflated.zip': zipOf(files, { isDeflated: true }),
      'stored.zip': zipOf(files, { isDeflated: false }),
    })
    for (const name of ['deflated.zip', 'stored.zip']) {
      const [facts] = await serversIn(join(folder, name))
      assert.equal(idsOf(facts)[0], 'services.smtp-not-enabled')
      const sources = facts?.exchange?.files.map((file) => file.name)
      assert.deepEqual(
        sources?.toSorted(),
        Object.keys(files)
          .map((file) => `${name}!${file}`)
          .toSorted(),
      )
    }
  })

  test('in a zip that unpacks without end is refused, and the rest is read', async (t) => {
    const bomb = new Uint8Array(64 * 1024 ** 2)
    bomb.fill(0x41)
    bomb.set(Buffer.from('Thumbprint : 5A3C0C0B4E1D2F00112233445566778899AABBCC\r\nServices : SMTP\r\n'))
    // A member that says it is short and is not.
    const lying = zipOf({ ...collected(NO_SMTP), 'zz.txt': bomb }, { isDeflated: true, sizes: { 'zz.txt': 100 } })
    const folder = folderOf(t, { 'bomb.zip': lying })
    const [facts] = await serversIn(join(folder, 'bomb.zip'))
    assert.equal(idsOf(facts)[0], 'services.smtp-not-enabled')
    const refused = facts?.exchange?.files.find(({ name }) => name.endsWith('zz.txt'))
    assert.deepEqual(
      refused?.problems.map(({ problem }) => problem),
      ['damaged'],
    )
  })

  test('that is cut in the middle tells so and says what is left', async (t) => {
    const whole = zipOf(collected(NO_SMTP), { isDeflated: true })
    const folder = folderOf(t, { ...collected(NO_SMTP), 'cut.zip': whole.subarray(0, whole.length / 2) })
    const [facts] = await serversIn(folder)
    const ids = idsOf(facts)
    assert.equal(ids[0], 'services.smtp-not-enabled')
    assert.ok(ids.includes('evidence.damaged'))
  })

  test('that was decoded with the wrong page before is said to be', async (t) => {
    const german = icacls('de', OWN.keyFile, READABLE)
    const spoilt = Buffer.from(decodeText(Buffer.from(german), 'cp1252'))
    const folder = folderOf(t, { ...collected({ language: 'de' }), 'icacls.txt': spoilt })
    const [facts] = await serversIn(folder)
    const problems = facts?.exchange?.files.flatMap((file) => file.problems.map(({ problem }) => problem))
    assert.deepEqual([...new Set(problems)], ['mojibake'])
    assert.ok(!idsOf(facts).includes('key.unreadable'))
  })

  test('ignores files nobody knows', async (t) => {
    const folder = folderOf(t, {
      ...collected(),
      'holiday.jpg': Buffer.from('ffd8ffe000104a464946', 'hex'),
      'notes.txt': Buffer.from('buy milk\n'),
      'empty.txt': new Uint8Array(),
    })
    const [facts] = await serversIn(folder)
    assert.deepEqual(idsOf(facts), [])
    const unknown = facts?.exchange?.files.filter(({ takenFor }) => takenFor === undefined)
    assert.deepEqual(
      unknown?.map(({ name }) => name),
      ['empty.txt', 'holiday.jpg', 'notes.txt'],
    )
  })
})

function renamed(host: string) {
  return { ...OWN, thumbprint: '2'.repeat(40), subject: `CN=${host}`, domains: [host, `${host}.corp.example`] }
}

describe('the program', () => {
  test('names the cause and its line in two languages, for anybody and without a configuration', (t) => {
    const folder = folderOf(t, collected({ ...NO_SMTP, language: 'ja' }))
    const english = doctor(['--evidence', folder])
    assert.equal(english.status, 1, english.stderr)
    assert.match(english.stdout, /services\.smtp-not-enabled/)
    assert.match(english.stdout, /certificates\.txt:\d+/)
    assert.match(english.stdout, /Enable-ExchangeCertificate -Thumbprint 5A3C0C0B4E1D2F00112233445566778899AABBCC/)
    const japanese = doctor(['--evidence', folder], 'ja')
    assert.equal(japanese.status, 1, japanese.stderr)
    assert.match(japanese.stdout, /SMTP サービス|SMTP が有効/)
    assert.match(japanese.stdout, /Enable-ExchangeCertificate/)
  })

  test('says the same in every time zone: dates without one are not moved into that of the reader', (t) => {
    const certificates = [{ ...OWN, notBefore: '2024-11-20', notAfter: '2026-11-20' }]
    const folder = folderOf(t, collected({ certificates, events: [{ id: 12_015, strings: [OWN.thumbprint] }] }))
    const reports = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'].map((zone) => {
      const env = { PATH: process.env['PATH'], HUBTRUST_CONFIG: '/nonexistent/config.yaml', TZ: zone }
      const words = ['doctor', '--evidence', folder, '--format', 'json', '--lang', 'en']
      return spawnSync(PROGRAM, words, { encoding: 'utf8', env }).stdout
    })
    assert.match(reports[0] ?? '', /validity\.expired/)
    assert.deepEqual(new Set(reports).size, 1)
  })

  test('says the same in every format, with the same exit status', (t) => {
    const folder = folderOf(t, collected(NO_SMTP))
    for (const format of ['json', 'html', 'sarif']) {
      const { status, stdout, stderr } = doctor(['--evidence', folder, '--format', format])
      assert.equal(status, 1, stderr)
      assert.match(stdout, /services\.smtp-not-enabled/)
      if (format !== 'html') assert.ok(typeof JSON.parse(stdout) === 'object')
    }
  })

  test('never shows a secret of the evidence, in any format, on either stream', (t) => {
    const marks = ['Hunter2Hunter2', 'MIIEvQIBADANBgkq', 'EsraSecretValue']
    const folder = folderOf(t, {
      ...collected(NO_SMTP),
      'key.txt': Buffer.from(
        `-----BEGIN PRIVATE KEY-----\n${marks[1] ?? ''}\n-----END PRIVATE KEY-----\n${certificateList('en', [OWN])}`,
      ),
      'setup.txt': Buffer.from(`password: ${marks[0] ?? ''}\n${certificateList('en', [OWN])}`),
      'edge.xml': Buffer.from(
        `<?xml version="1.0"?>\n<EdgeSubscriptionData>\n<EdgeServerName>EDGE1</EdgeServerName>\n<EdgeServerFQDN>edge1.corp.example</EdgeServerFQDN>\n<ESRAUsername>u</ESRAUsername>\n<ESRAPassword>${marks[2] ?? ''}</ESRAPassword>\n</EdgeSubscriptionData>\n`,
      ),
    })
    for (const format of ['text', 'json', 'html', 'markdown', 'sarif', 'junit', 'nagios']) {
      const { stdout, stderr } = doctor([
        '--evidence',
        folder,
        '--format',
        format,
        ...(format === 'text' ? ['--all'] : []),
      ])
      assert.notEqual(stdout, '', stderr)
      for (const mark of marks) assert.ok(!`${stdout}${stderr}`.includes(mark), `${format} shows ${mark}`)
      if (format === 'json') assert.equal(stdout.split('"evidence.secret"').length > 3, true, stdout)
    }
  })

  test('has nothing to say of an empty folder', (t) => {
    const { status, stderr } = doctor(['--evidence', folderOf(t, {})])
    assert.equal(status, 65)
    assert.match(stderr, /EVIDENCE_EMPTY/)
  })

  test('writes nothing into the folder', (t) => {
    const folder = folderOf(t, collected(NO_SMTP))
    const before = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'hex')])
    doctor(['--evidence', folder])
    assert.deepEqual(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'hex')]),
      before,
    )
  })
})

describe('real files', () => {
  test('a list without SMTP names that first', async () => {
    const folder = realEvidence('clixml')
    if (folder === undefined) return
    const [facts] = await serversIn(join(folder, 'smtp-missing-GetExchangeCertificate.xml'))
    assert.equal(idsOf(facts)[0], 'services.smtp-not-enabled')
  })

  test('every one is read by somebody, without giving up', async (t) => {
    for (const part of ['clixml', 'evtx', 'names', 'procmon']) {
      const folder = realEvidence(part)
      if (folder === undefined || !existsSync(folder)) continue
      const files = Object.fromEntries(readdirSync(folder).map((name) => [name, contentOf(join(folder, name))]))
      const { files: read } = await gather(fileSources([folderOf(t, files)]))
      for (const { name, takenFor, problems } of read) {
        assert.notEqual(takenFor, undefined, `nobody knows ${part}/${name}`)
        t.diagnostic(
          `${part}/${name}: ${takenFor ?? '-'}, problems: ${problems.map(({ problem }) => problem).join(' ')}`,
        )
      }
    }
  })
})

function contentOf(path: string): Uint8Array {
  const bytes = readFileSync(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}
