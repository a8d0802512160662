/** What `hubtrust doctor` is told on its command line: which facts, which checks, what is accepted, and how to say it. */
import assert from 'node:assert/strict'
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { causesOf, Host, reportOf, runProgram } from './host.ts'
import type { Said } from '../peers/programs.ts'

const FORMATS = ['text', 'json', 'html', 'markdown', 'sarif', 'junit'] as const
const LIGHT = 'key.folder-open'
const GRAVE = 'gateway.not-running'
/** By what is wrong: nothing, a folder that is open, no gateway either, and nothing but that something was not seen. */
const SCENES = {
  well: { status: 0, nagios: 0 },
  light: { status: 2, nagios: 1 },
  grave: { status: 1, nagios: 2 },
  blind: { status: 3, nagios: 3 },
} as const

/** Facts of one host in each of the scenes, as files. */
async function takeFacts(t: TestContext): Promise<Host> {
  const host = await Host.make(t)
  const take = async (scene: keyof typeof SCENES) => {
    writeFileSync(host.path(`${scene}.json`), await host.done('facts'))
  }
  await host.serve()
  await take('well')
  const facts: unknown = JSON.parse(readFileSync(host.path('well.json'), 'utf8'))
  assert.ok(typeof facts === 'object')
  const unanswered = { state: 'unknown', reason: 'no-answer', detail: 'nobody' }
  writeFileSync(host.path('blind.json'), JSON.stringify({ ...facts, events: unanswered }))
  chmodSync(host.state('keys'), 0o751)
  await take('light')
  await host.stop()
  await take('grave')
  return host
}

/** `doctor` on another machine. */
function doctor(words: readonly string[], input = ''): Promise<Said> {
  return runProgram(['doctor', ...words], { input, env: { HUBTRUST_CONFIG: '/nonexistent/config.yaml' } })
}

test('the options of the doctor', async (t) => {
  const host = await takeFacts(t)
  const of = (scene: keyof typeof SCENES) => ['--facts', host.path(`${scene}.json`)]
  const judged = async (scene: keyof typeof SCENES, ...words: readonly string[]) => {
    const said = await doctor([...of(scene), '--format', 'json', ...words])
    return { status: said.status, report: reportOf(said) }
  }
  const file = (name: string, text: string) => {
    writeFileSync(host.path(name), text)
    return host.path(name)
  }

  for (const scene of ['well', 'light', 'grave', 'blind'] as const) {
    await t.test(`${scene}: the same exit status in every format, and Nagios has its own`, async () => {
      const { status, nagios } = SCENES[scene]
      for (const format of FORMATS) {
        const said = await doctor([...of(scene), '--format', format])
        assert.deepEqual([format, said.status, said.stderr], [format, status, ''])
      }
      const line = await doctor([...of(scene), '--format', 'nagios'])
      assert.equal(line.status, nagios)
      const words = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN']
      assert.match(line.stdout, new RegExp(`^HUBTRUST ${String(words[nagios])} - .*\\|findings=\\d`))
    })
  }

  await t.test('--fail-on moves the line between 1 and 2', async () => {
    const statusOf = async (scene: keyof typeof SCENES, limit: string) =>
      (await judged(scene, '--fail-on', limit)).status
    assert.deepEqual(await Promise.all([statusOf('light', 'low'), statusOf('light', 'medium')]), [1, 2])
    assert.deepEqual(await Promise.all([statusOf('grave', 'high'), statusOf('grave', 'critical')]), [1, 2])
    assert.equal((await doctor([...of('light'), '--fail-on', 'low', '--format', 'nagios'])).status, 2)
    assert.equal((await doctor([...of('light'), '--fail-on', 'worst'])).status, 64)
  })

  await t.test('--only runs what it names', async () => {
    const { status, report } = await judged('grave', '--only', `${LIGHT},key.exposed`)
    assert.deepEqual([status, causesOf(report)], [2, [LIGHT]])
    assert.deepEqual(report.checks.map(({ id }) => id).toSorted(), ['key.exposed', LIGHT])
    const live = await host.doctor('--only', GRAVE)
    assert.deepEqual([live.status, causesOf(live.report)], [1, [GRAVE]])
    const unknown = await doctor([...of('grave'), '--only', 'key.unreadible'])
    assert.equal(unknown.status, 64)
    assert.match(unknown.stderr, /"key\.unreadible" is not a value of "--only"\. Possible: key\.unreadable/)
  })

  await t.test('--suppress accepts what is known, with its reason, until its day', async () => {
    const entries = (until: string) =>
      [
        `- id: ${GRAVE}`,
        '  reason: 移行作業中',
        `  until: ${until}`,
        `- id: key.*`,
        '  reason: open on purpose',
        '',
      ].join('\n')
    const later = file('later.yaml', entries('2999-12-31'))
    const { status, report } = await judged('grave', '--suppress', later)
    assert.deepEqual([status, report.verdict, causesOf(report)], [0, 'trusted', []])
    assert.deepEqual(
      report.findings.map(({ id, state, suppression }) => [id, state, suppression]).toSorted(),
      [
        [GRAVE, 'suppressed', '移行作業中'],
        [LIGHT, 'suppressed', 'open on purpose'],
      ].toSorted(),
    )
    assert.deepEqual(report.unusedSuppressions, [])
    const text = await doctor([...of('grave'), '--suppress', later])
    assert.match(text.stdout, /移行作業中/)

    const over = await judged('grave', '--suppress', file('over.yaml', entries('2020-01-01')))
    assert.deepEqual([over.status, causesOf(over.report)], [1, [GRAVE]])
    assert.deepEqual(over.report.unusedSuppressions, [GRAVE])
  })

  await t.test('--suppress by subject, and what met nothing is told', async () => {
    const keys = host.state('keys')
    const list = file(
      'subjects.yaml',
      `- { id: ${LIGHT}, subject: "${keys}", reason: known }\n- { id: peer.*, subject: hub7*, reason: gone }\n`,
    )
    const { status, report } = await judged('light', '--suppress', list)
    assert.deepEqual([status, report.unusedSuppressions], [0, ['peer.* hub7*']])
    assert.match((await doctor([...of('light'), '--suppress', list])).stdout, /peer\.\* hub7\*/)
    const elsewhere = file('elsewhere.yaml', `- { id: ${LIGHT}, subject: /srv/*, reason: known }\n`)
    assert.equal((await judged('light', '--suppress', elsewhere)).status, 2)
  })

  await t.test('a file of suppressions that cannot be used is refused, with line and column', async () => {
    const wrong = [
      ['- id: key.exposed\n  raeson: because\n', 'line 2, column 11'],
      ['- id: key.exposed\n', 'line 1, column 3'],
      ['- id: key.exposed\n  reason: because\n  until: soon\n', 'line 3, column 10'],
      ['- id: [\n', 'line 2, column 1'],
    ] as const
    for (const [text, place] of wrong) {
      const { status, stderr, stdout } = await doctor([...of('grave'), '--suppress', file('wrong.yaml', text)])
      assert.deepEqual([status, stdout], [65, ''], text)
      assert.ok(stderr.includes(`${host.path('wrong.yaml')} cannot be used: ${place}: `), stderr)
    }
    const missing = await doctor([...of('grave'), '--suppress', host.path('none.yaml')])
    assert.deepEqual([missing.status, missing.stdout], [66, ''])
    assert.match(missing.stderr, /EVIDENCE_MISSING/)
    assert.equal((await doctor([...of('grave'), '--suppress', host.folder])).status, 65, 'a folder')
  })

  await t.test('--baseline tells what is new, what is still there and what is gone', async () => {
    const earlier = async (scene: keyof typeof SCENES) => {
      const path = host.path(`${scene}-report.json`)
      await doctor([...of(scene), '--format', 'json', '--out', path])
      return path
    }
    const worse = (await judged('grave', '--baseline', await earlier('light'))).report
    const keyOf = (id: string) => worse.findings.find((finding) => finding.id === id)?.key
    assert.deepEqual(worse.baseline, { fixed: [], new: [keyOf(GRAVE)], still: [keyOf(LIGHT)] })
    const better = (await judged('light', '--baseline', await earlier('grave'))).report
    assert.deepEqual(better.baseline, { fixed: [{ id: GRAVE }], new: [], still: [keyOf(LIGHT)] })
    const text = await doctor([...of('light'), '--baseline', host.path('grave-report.json')])
    assert.match(text.stdout, /gateway\.not-running/, 'what is gone is named')

    assert.equal((await doctor([...of('light'), '--baseline', host.path('none.json')])).status, 66)
    const none = await doctor([...of('light'), '--baseline', host.path('light.json')])
    assert.equal(none.status, 65, 'facts are no report')
    assert.match(
      none.stderr,
      /light\.json is no report of Hubtrust: line 2, column 13: at "schema" .*EVIDENCE_NOT_REPORT/,
    )
    const cut = await doctor([...of('light'), '--baseline', file('cut.json', '{\n  "schema": "hubtrust.report/1",\n')])
    assert.equal(cut.status, 65)
    assert.match(cut.stderr, /cut\.json is not JSON: line 3, column 1: /)
  })

  await t.test('--out writes the report for its owner alone', async () => {
    for (const [format, sample] of [
      ['text', /NOT TRUSTED/],
      ['html', /<!doctype html>/i],
      ['sarif', /"version": "2\.1\.0"/],
      ['nagios', /^HUBTRUST CRITICAL/],
    ] as const) {
      const path = host.path(`report.${format}`)
      const { status, stdout, stderr } = await doctor([...of('grave'), '--format', format, '--out', path])
      assert.deepEqual([status, stdout], [format === 'nagios' ? 2 : 1, ''])
      assert.ok(stderr.includes(path))
      assert.equal(statSync(path).mode & 0o777, 0o600)
      assert.match(readFileSync(path, 'utf8'), sample)
      assert.ok(!readFileSync(path, 'utf8').includes('\u001b'), 'no colours')
    }
    const nowhere = await doctor([...of('grave'), '--out', host.path('nowhere/report')])
    assert.equal(nowhere.status, 1)
    assert.match(nowhere.stderr, /DISK_WRITE_FAILED/)
  })

  await t.test('facts come from standard input, too', async () => {
    const said = await doctor(['--facts', '-', '--format', 'json'], readFileSync(host.path('grave.json'), 'utf8'))
    assert.deepEqual(said, await doctor([...of('grave'), '--format', 'json']))
  })

  await t.test('facts that are none: 65, and none at all: 66', async () => {
    const whole = readFileSync(host.path('grave.json'), 'utf8')
    const wrong = {
      'cut off': whole.slice(0, whole.length / 2),
      'of another schema': whole.replace('hubtrust.facts/1', 'hubtrust.facts/9'),
      'a report': readFileSync(host.path('light-report.json'), 'utf8'),
      'a list': '[]',
      empty: '',
    }
    for (const [name, text] of Object.entries(wrong)) {
      const { status, stdout, stderr } = await doctor(['--facts', file('wrong.json', text)])
      assert.deepEqual([name, status, stdout], [name, 65, ''], stderr)
      assert.match(stderr, /\[EVIDENCE_\w+\]/)
      assert.equal((await doctor(['--facts', '-'], text)).status, 65, name)
    }
    const missing = await doctor(['--facts', host.path('none.json')])
    assert.equal(missing.status, 66)
    assert.match(missing.stderr, /EVIDENCE_MISSING/)
    assert.equal((await doctor(['--facts', host.folder])).status, 65, 'a folder')
  })

  await t.test('what contradicts itself is wrong usage', async () => {
    for (const more of [['--fix'], ['--undo'], ['--dry-run']])
      assert.equal((await doctor([...of('grave'), ...more])).status, 64, more.join())
  })
})
