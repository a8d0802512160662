/** `doctor --fix` and `--undo`: the plan, one question, the change with its audit record, and the proof that it helped. */
import { randomUUID } from 'node:crypto'
import { isoTime } from '../core/clock.ts'
import { lastRepair, readRepairs, writeRepair } from '../daemon/repair-log.ts'
import { currentAccount } from '../disk/accounts.ts'
import { permissionsOf, permissionsText, setPermissions } from '../disk/permissions.ts'
import { applyStep } from '../doctor/apply.ts'
import { furthest } from '../doctor/handshakes.ts'
import { applyRepair, isRepairable, planRepairs } from '../doctor/plan.ts'
import type { RepairTools } from '../doctor/tools.ts'
import { failure } from '../core/errors.ts'
import type { Facts, HandshakeFacts } from '../model/facts.ts'
import type { Finding, FindingId, Report } from '../model/finding.ts'
import { REMEDIES } from '../model/remedies.ts'
import type { Change, PlannedRepair, RepairRecord } from '../model/repair.ts'
import type { Input } from './command.ts'
import type { Context } from './context.ts'

/** A running gateway looks at its keys every second; the repair is judged once it has. */
const SETTLE_MS = 8_000
const LOOK_AGAIN_MS = 500
const STILL_BROKEN = 4 as const

export interface Examination {
  readonly facts: Facts
  readonly report: Report
}

export interface Repairing {
  readonly report: Report
  /** Looks at the host again. */
  readonly again: () => Promise<Examination>
  /** Writes a report and answers with its exit status. */
  readonly show: (report: Report) => number
  /** Findings to repair, by id; all that are safe to repair when there are none. */
  readonly asked: readonly FindingId[]
}

export async function repairAndVerify(context: Context, input: Input, repairing: Repairing): Promise<number> {
  const { report, show, asked } = repairing
  const isDryRun = input.flag('dry-run')
  const isReadByPeople = context.format === 'text'
  const status = isReadByPeople || isDryRun ? show(report) : report.exitCode
  // Without anything to repair neither store nor directory is even opened.
  const tools = report.findings.some((finding) => isRepairable(finding, { asked })) ? toolsOf(context) : undefined
  const plan = tools === undefined ? [] : await planRepairs(report, tools, { asked })
  if (tools === undefined || plan.length === 0) {
    if (status !== 0) context.terminal.note(context.word('doctor.nothing-to-fix'))
    return isReadByPeople || isDryRun ? status : show(report)
  }
  showPlan(context, plan)
  if (isDryRun) return status
  context.requireRight('action.repair')
  await context.confirm(context.word('doctor.change-fix', { count: plan.length }), input.flag('yes'))
  for (const repair of plan) await applyWithAudit(context, repair, tools)
  context.terminal.note(context.word('doctor.checking'))
  const { facts, report: after } = await untilGone(plan, repairing, context)
  const repairs = plan.map(({ remedy, finding, key, changes, verify }) => ({
    remedy,
    finding,
    changes,
    verified: !isStillThere({ key, verify }, report, after),
  }))
  const isFixed = repairs.every(({ verified }) => verified)
  // Those who read saw the report before; what is left is worth another one, that all is well is one line.
  const final = show({ ...after, repairs, ...(isFixed ? {} : { exitCode: STILL_BROKEN }) })
  tellOutcome(context, repairs, facts)
  return final
}

function toolsOf(context: Context): RepairTools {
  const { name, roles } = context.configuration().server
  return {
    store: context.store(),
    // Only by a repair that needs it: others go on where it cannot be opened, and a plan leaves no trace in it.
    directory: () => context.directory(),
    server: { name, roles },
    permissions: { read: permissionsOf, write: setPermissions, text: permissionsText },
  }
}

function showPlan(context: Context, plan: readonly PlannedRepair[]): void {
  const { terminal, lang } = context
  terminal.note('')
  terminal.note(terminal.paint('bold', context.word('doctor.plan')))
  for (const [at, { remedy, finding, changes }] of plan.entries()) {
    const { title, risk } = REMEDIES[remedy]
    terminal.note(`  ${context.word('doctor.plan-entry', { number: at + 1, title: title[lang], finding })}`)
    for (const change of changes) terminal.note(`     ${context.word('doctor.plan-change', { ...change })}`)
    terminal.note(`     ${context.word('doctor.plan-risk', { risk: context.word(`doctor.risk-${risk}`) })}`)
  }
}

/** Written down before and after: a repair that was cut off can be taken back, too. */
async function applyWithAudit(context: Context, repair: PlannedRepair, tools: RepairTools): Promise<void> {
  const { stateFolder } = context.configuration()
  const record: RepairRecord = {
    id: randomUUID(),
    at: isoTime(context.clock.nowMs()),
    by: currentAccount().name,
    state: 'begun',
    remedy: repair.remedy,
    finding: repair.finding,
    changes: repair.changes,
    undo: repair.undo,
  }
  writeRepair(stateFolder, record)
  try {
    await applyRepair(repair, tools)
  } catch (error) {
    writeRepair(stateFolder, { ...record, state: 'failed' })
    throw error
  }
  writeRepair(stateFolder, { ...record, state: 'applied' })
  context.terminal.note(context.word('doctor.applied', { title: REMEDIES[repair.remedy].title[context.lang] }))
}

/** Looks until what was repaired is gone with its consequences, or the gateway has had its time. */
async function untilGone(
  plan: readonly PlannedRepair[],
  { again, report: before }: Repairing,
  { clock }: Context,
): Promise<Examination> {
  const roots = new Set(plan.map(({ key }) => key))
  const awaited = before.findings.filter(({ key, causedBy }) => roots.has(key) || roots.has(causedBy ?? ''))
  const keys = new Set(awaited.map(({ key }) => key))
  const ids = new Set(plan.flatMap(({ verify }) => verify))
  const known = new Set(before.findings.map(({ key }) => key))
  // What the repair itself brings about, such as a gateway that has not looked at its keys again, passes.
  const isAwaited = ({ id, key, state }: Finding) =>
    state === 'fail' && (keys.has(key) || ids.has(id) || !known.has(key))
  const deadline = clock.elapsedMs() + SETTLE_MS
  for (;;) {
    const seen = await again()
    if (!seen.report.findings.some(isAwaited) || clock.elapsedMs() > deadline) return seen
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_AGAIN_MS)
    })
  }
}

/** A finding that was there before about the same subject, or a new one about it. */
function isStillThere({ verify, key }: Pick<PlannedRepair, 'verify' | 'key'>, before: Report, after: Report): boolean {
  const subject = before.findings.find((finding) => finding.key === key)?.subject
  return after.findings.some(
    (finding) => finding.state === 'fail' && verify.includes(finding.id) && isAbout(finding, subject),
  )
}

function isAbout({ subject }: Finding, wanted: Finding['subject'] | undefined): boolean {
  return wanted?.certificate === undefined || subject.certificate === wanted.certificate
}

function tellOutcome(context: Context, repairs: NonNullable<Report['repairs']>, facts: Facts): void {
  for (const { finding, verified } of repairs) {
    const words = context.word(verified ? 'doctor.verified' : 'doctor.not-verified', { finding })
    context.terminal.note(context.terminal.paint(verified ? 'green' : 'red', words))
  }
  const handshakes = handshakesOf(facts)
  if (handshakes.length === 0) return
  const trusted = handshakes.filter(({ steps }) => steps.every(({ passed }) => passed)).length
  context.terminal.note(context.word('doctor.handshakes', { trusted, count: handshakes.length }))
}

/** Each peer by the address that got furthest. A handshake proves both certificates: theirs to us, ours to them. */
function handshakesOf({ peers }: Facts): readonly HandshakeFacts[] {
  if (peers.state === 'unknown') return []
  return peers.value.filter(({ enabled }) => enabled).flatMap((peer) => furthest(peer) ?? [])
}

/** Takes the last repair back. */
export async function takeBack(context: Context, input: Input): Promise<number> {
  context.requireRight('action.repair')
  const { stateFolder } = context.configuration()
  const record = lastRepair(readRepairs(stateFolder))
  if (record === undefined) throw failure('CLI_NOTHING_TO_UNDO', { folder: stateFolder })
  const changes = changesText(record.changes)
  await context.confirm(context.word('doctor.change-undo', { at: record.at, changes }), input.flag('yes'))
  const tools = toolsOf(context)
  for (const step of record.undo.toReversed()) await applyStep(step, tools)
  writeRepair(stateFolder, {
    ...record,
    at: isoTime(context.clock.nowMs()),
    by: currentAccount().name,
    state: 'undone',
  })
  if (context.isJson) context.outJson({ undone: record.changes, finding: record.finding, remedy: record.remedy })
  else context.out(context.word('doctor.undone', { changes }))
  return 0
}

/** Backwards: what is after becomes what was before. */
function changesText(changes: readonly Change[]): string {
  return changes.map(({ what, now, after }) => `${what}: ${after} → ${now}`).join('; ')
}
