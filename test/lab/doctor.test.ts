/**
 * Every way the lab can be broken, on real files, accounts, processes and a real haproxy: the events appear, the doctor
 * names exactly that cause first, what it says repairs it, mail flows, and the repair can be taken back.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { BREAKAGES, type Breakage } from '../../src/lab/breakage.ts'
import { PATIENT, WITNESS } from '../../src/lab/servers.ts'
import { PROGRAM } from '../cli/program.ts'
import { RunningLab, until } from './running.ts'

const REPORT = v.object({
  exitCode: v.number(),
  findings: v.array(
    v.object({
      id: v.string(),
      severity: v.string(),
      causedBy: v.optional(v.string()),
      remedies: v.array(v.object({ commands: v.array(v.string()), automatic: v.boolean() })),
    }),
  ),
})
type Report = v.InferOutput<typeof REPORT>

const EVENT = v.object({ id: v.number(), cause: v.optional(v.string()) })

function examine(lab: RunningLab, server: string): Report {
  const { stdout, stderr } = lab.run(server, ['doctor', '--format', 'json'])
  assert.notEqual(stdout, '', stderr)
  return v.parse(REPORT, JSON.parse(stdout))
}

/** The events are there once mail was tried in both directions. */
async function signsAppear(lab: RunningLab, { signs }: Breakage): Promise<void> {
  await until(signs.map(({ id, cause }) => `event ${String(id)} with ${cause}`).join(' and '), async () => {
    await lab.send(PATIENT, WITNESS)
    await lab.send(WITNESS, PATIENT)
    const isThere = signs.map(({ server, id, cause }) => {
      const { stdout } = lab.run(server, ['events', '--id', String(id), '--format', 'json'])
      const events = v.parse(v.array(EVENT), JSON.parse(stdout))
      return events.some((event) => event.cause === cause)
    })
    return isThere.every(Boolean) ? true : undefined
  })
}

/** Words of a command the doctor printed; what a person would paste. */
function wordsOf(command: string): readonly string[] {
  assert.ok(command.startsWith('hubtrust '), command)
  return command.split(' ').slice(1)
}

for (const breakage of BREAKAGES) {
  const { short, finding } = breakage
  test(`${short}: the doctor names ${finding.id} first, and what it says repairs it`, async (t) => {
    const lab = await RunningLab.start()
    t.after(() => lab.stop())
    assert.deepEqual(examine(lab, finding.server).findings, [], 'healthy before')

    assert.equal(lab.runAt(['lab', 'break', short, '--root', lab.root]).status, 0)
    await signsAppear(lab, breakage)
    const report = await until(`the doctor names ${finding.id} first`, () => {
      const seen = examine(lab, finding.server)
      return seen.findings[0]?.id === finding.id ? seen : undefined
    })
    assert.notEqual(report.exitCode, 0)
    const causes = report.findings.filter(({ causedBy }) => causedBy === undefined).map(({ id }) => id)
    assert.deepEqual([...new Set(causes)], [finding.id], 'one cause, everything else folded')

    const japanese = lab.run(finding.server, ['doctor', '--lang', 'ja'])
    assert.match(japanese.stdout, new RegExp(`${finding.id.replaceAll('.', String.raw`\.`)}.*[ぁ-ん]`))

    const [remedy] = report.findings[0]?.remedies ?? []
    assert.ok(remedy !== undefined, 'there is a remedy')
    if (remedy.automatic) {
      const fixed = lab.run(finding.server, ['doctor', '--fix', '--yes'])
      assert.equal(fixed.status, 0, fixed.stderr + fixed.stdout)
      await lab.flows(PATIENT, WITNESS)
      assert.equal(lab.run(finding.server, ['doctor', '--undo', '--yes']).status, 0)
      await until('the undo brings the break back', () =>
        examine(lab, finding.server).findings[0]?.id === finding.id ? true : undefined,
      )
    } else if (
      remedy.commands.some((command) => command.startsWith('hubtrust ') && !/ [A-Z]{3,}(?:[ .:]|$)/.test(command))
    ) {
      for (const command of remedy.commands.filter((one) => one.startsWith('hubtrust '))) {
        const { status, stderr } = lab.run(finding.server, wordsOf(command))
        assert.equal(status, 0, `${command}\n${stderr}`)
      }
      await lab.flows(PATIENT, WITNESS)
      await until('nothing grave is left', () => (examine(lab, finding.server).exitCode === 1 ? undefined : true))
    }
    assert.equal(lab.runAt(['lab', 'repair', '--root', lab.root]).status, 0)
    await lab.flows(PATIENT, WITNESS)
  })
}

test('two causes at once are both found, and neither hides the other', async (t) => {
  const lab = await RunningLab.start()
  t.after(() => lab.stop())
  for (const short of ['smtp', 'key', 'wrong-server'])
    assert.equal(lab.runAt(['lab', 'break', short, '--root', lab.root]).status, 0)
  await until('all three are causes', () => {
    const causes = examine(lab, PATIENT)
      .findings.filter(({ causedBy }) => causedBy === undefined)
      .map(({ id }) => id)
    const isThere = ['services.smtp-not-enabled', 'key.unreadable'].every((id) => causes.includes(id))
    return isThere ? true : undefined
  })
  assert.equal(lab.run(PATIENT, ['doctor', '--fix', '--yes']).status, 1, PROGRAM)
  const left = examine(lab, PATIENT)
    .findings.filter(({ causedBy }) => causedBy === undefined)
    .map(({ id }) => id)
  assert.deepEqual(left, ['peer.wrong-server'], 'what needs judgement is left')
})
