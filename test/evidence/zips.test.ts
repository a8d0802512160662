/** Zips of strangers, and the zips of zips that collectors make: what is not read is said, and the rest is read. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { fileSources } from '../../src/disk/evidence-files.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { assemble } from '../../src/evidence/assemble.ts'
import { gather } from '../../src/evidence/gather.ts'
import { collected, OWN } from './bundles/host.ts'
import { certificateList, eventXml, icacls, ipconfig, saved, type Files } from './bundles/windows.ts'
import { zipOf, type ZipOptions } from './bundles/zip-writer.ts'

const NO_SMTP = { certificates: [{ ...OWN, services: 'IIS' }] }
const packed = (files: Files, options: Partial<ZipOptions> = {}) => zipOf(files, { isDeflated: true, ...options })

async function readZip(t: TestContext, archives: Files) {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-zips-'))
  t.after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (const [name, bytes] of Object.entries(archives)) writeFileSync(join(folder, name), bytes)
  const { files, observations } = await gather(fileSources([folder]))
  const servers = assemble(observations, { files, nowIso: '2026-11-24T00:00:00.000Z' })
  const problems = files.flatMap(({ name, problems: all }) => all.map(({ problem }) => `${name}: ${problem}`))
  return { files, problems, reports: servers.map((facts) => diagnose(facts, { source: 'evidence' })) }
}

function idsOf(report: { readonly findings: readonly { readonly id: string }[] } | undefined): readonly string[] {
  return (report?.findings ?? []).map(({ id }) => id)
}

describe('a zip', () => {
  test('with a locked member says which it is, and reads the others', async (t) => {
    const { problems, reports } = await readZip(t, {
      'a.zip': packed({ ...collected(NO_SMTP), 'locked.txt': Buffer.from('x') }, { encrypted: ['locked.txt'] }),
    })
    assert.deepEqual(problems, ['a.zip!locked.txt: encrypted'])
    const [report] = reports
    assert.equal(idsOf(report)[0], 'services.smtp-not-enabled')
    const told = report?.findings.find(({ id }) => id === 'evidence.damaged')
    assert.match(told?.evidence[0]?.quote ?? '', /locked\.txt is encrypted, and was not read/)
  })

  test('that leads out of its folder by names is read, and nothing is written anywhere', async (t) => {
    const { 'certificates.txt': list = new Uint8Array(), ...rest } = collected(NO_SMTP)
    const { files, problems, reports } = await readZip(t, {
      'a.zip': packed({ '../../../etc/certificates.txt': list, 'C:\\Windows\\x.txt': list, ...rest }),
    })
    assert.deepEqual(problems, [])
    assert.ok(files.some(({ name }) => name === 'a.zip!../../../etc/certificates.txt'))
    assert.equal(idsOf(reports[0])[0], 'services.smtp-not-enabled')
  })

  test('of zips is read down to the third, and the fourth is named', async (t) => {
    const inner = (depth: number): Uint8Array =>
      depth === 0 ? packed(collected(NO_SMTP)) : packed({ [`level-${String(depth)}.zip`]: inner(depth - 1) })
    const { files, reports } = await readZip(t, { 'a.zip': inner(2) })
    assert.ok(files.some(({ name }) => name === 'a.zip!level-2.zip!level-1.zip!certificates.txt'))
    assert.equal(idsOf(reports[0])[0], 'services.smtp-not-enabled')
    const deep = await readZip(t, { 'a.zip': inner(3), ...collected() })
    assert.deepEqual(deep.problems, ['a.zip!level-3.zip!level-2.zip!level-1.zip: not-opened'])
  })

  test('that unpacks without end is cut, inside another one too', async (t) => {
    const bomb = packed({ 'zeros.txt': new Uint8Array(64 * 1024 ** 2) })
    const { problems } = await readZip(t, { 'a.zip': packed({ 'bomb.zip': bomb, ...collected() }) })
    // The inner zip is tiny, and so is what it may become.
    assert.deepEqual(problems, [])
    const ratio = packed({ 'bomb.zip': new Uint8Array(300 * 1024 ** 2), ...collected(NO_SMTP) })
    const cut = await readZip(t, { 'b.zip': ratio })
    assert.deepEqual(cut.problems, ['b.zip!bomb.zip: too-large'])
    assert.equal(idsOf(cut.reports[0])[0], 'services.smtp-not-enabled')
  })

  test('with more members than anybody looks at is read up to a bound, and that is said', async (t) => {
    const many = Object.fromEntries(Array.from({ length: 5_100 }, (_, at) => [`n${String(at)}.txt`, Buffer.from('-')]))
    const { files, problems, reports } = await readZip(t, { 'a.zip': packed({ ...collected(NO_SMTP), ...many }) })
    assert.equal(files.length, 5_001)
    assert.deepEqual(problems, ['a.zip: too-large'])
    assert.equal(idsOf(reports[0])[0], 'services.smtp-not-enabled')
  })

  test('that is packed in a way nobody knows, or is none, says so', async (t) => {
    const { problems } = await readZip(t, {
      'a.zip': packed({ 'not.zip': Buffer.from('no zip at all'), ...collected() }),
    })
    assert.deepEqual(problems, ['a.zip!not.zip: damaged'])
  })
})

/** As the log collector lays it out: a zip of each server, a zip or a folder of each kind of log in it. */
function collectorOf(host: string, certificates: Uint8Array): Uint8Array {
  const lower = host.toLowerCase()
  const events = eventXml(`${host}.corp.example`, [{ id: 1001, strings: ['-'] }])
  return packed({
    'Windows_Event_Logs/Windows-Logs.zip': packed({ 'Application.xml': saved(events, 'utf-8') }),
    'Hub_Protocol_Logs.zip': packed({
      'SmtpReceive/RECV2026112004-1.LOG': saved(
        `#Software: Microsoft Exchange Server\n#Version: 15.01.2507.006\n#Log-type: SMTP Receive Protocol Log\n#Date: 2026-11-20T04:00:00.000Z\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n2026-11-20T04:00:00.000Z,${host}\\Default ${host},08CE1F2A3B4C5D6E,0,192.0.2.11:25,192.0.2.40:3011,+,,\n`,
        'utf-8',
      ),
    }),
    // Nothing in these two names the server.
    'General_Server_Info/GetExchangeCertificate.txt': certificates,
    'General_Server_Info/icacls.txt': saved(icacls('en', OWN.keyFile, [['network-service', '(R)']]), 'cp437'),
    'General_Server_Info/IPConfigAll.txt': saved(ipconfig('en', host, 'corp.example'), 'cp437'),
    'Exchange_Server_Info/ExchangeServer.txt': saved(
      `Name                : ${host}\nFqdn                : ${lower}.corp.example\nAdminDisplayVersion : Version 15.1 (Build 2507.6)\nServerRole          : Mailbox\n`,
      'utf-8',
    ),
  })
}

describe('what the log collector of Exchange packs', () => {
  const named = (host: string, services: string) =>
    saved(
      certificateList('en', [
        {
          ...OWN,
          subject: `CN=${host.toLowerCase()}`,
          domains: [host.toLowerCase(), `${host.toLowerCase()}.corp.example`],
          services,
          thumbprint: (host === 'MBX1' ? '1' : '2').repeat(40),
        },
      ]),
      'utf-8',
    )
  const both = packed({
    'MBX1-11-20.zip': collectorOf('MBX1', named('MBX1', 'IIS')),
    'MBX2-11-20.zip': collectorOf('MBX2', named('MBX2', 'SMTP')),
  })

  test('is read as a whole, with each server kept apart', async (t) => {
    const { problems, reports } = await readZip(t, { 'logs.zip': both })
    assert.deepEqual(problems, [])
    assert.deepEqual(
      reports.map(({ subject }) => [subject.server, subject.product?.version]),
      [
        ['mbx1.corp.example', '15.1'],
        ['mbx2.corp.example', '15.1'],
      ],
    )
    const [sick, well] = reports
    assert.equal(idsOf(sick)[0], 'services.smtp-not-enabled')
    assert.match(sick?.findings[0]?.evidence[0]?.source ?? '', /^logs\.zip!MBX1-11-20\.zip!General_Server_Info/)
    assert.deepEqual(idsOf(well), [])
    for (const report of reports) assert.ok(!idsOf(report).includes('evidence.mixed-servers'))
  })
})
