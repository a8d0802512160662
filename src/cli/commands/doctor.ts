/** `doctor`: facts, from here or from a file; the report; the repairs. */
import { failure } from '../../core/errors.ts'
import { collectFacts } from '../../daemon/collect.ts'
import { writeAtomic } from '../../disk/files.ts'
import { diagnose, type DiagnoseOptions } from '../../doctor/diagnose.ts'
import { FINDING_IDS, isFindingId, type FindingId, type Report } from '../../model/finding.ts'
import { SEVERITIES } from '../../model/finding/entry.ts'
import type { Facts } from '../../model/facts.ts'
import { nagiosStatus } from '../../report/nagios.ts'
import { isReportFormat, render } from '../../report/render.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { readEvidence } from '../evidence.ts'
import { evidenceHelp } from '../evidence-help.ts'
import { keepReports, readAccepted, readBaseline, readFactsFile } from '../report-files.ts'
import { repairAndVerify, takeBack, type Examination } from '../repairing.ts'
import { nearest } from '../suggestion.ts'

const REPORT_MODE = 0o600

export const run: Run = async (context, input) => {
  refuseContradictions(input)
  if (input.flag('undo')) return takeBack(context, input)
  if (input.flag('evidence-help')) {
    for (const line of evidenceHelp(context.lang)) context.out(line)
    return 0
  }
  const options = optionsOf(input)
  if (input.list('evidence').length > 0) return judgeEvidence(context, input, options)
  const file = input.text('facts')
  if (file !== undefined) {
    const report = diagnose(await readFactsFile(context, file), { ...options, source: 'facts' })
    tellAndKeep(context, input, [report])
    return deliver(context, input, report)
  }
  const look = () => lookAt(context, input)
  if (context.terminal.showsProgress) context.note(context.word('doctor.looking'))
  const examine = async (): Promise<Examination> => {
    const facts = await look()
    const config = input.text('config')
    return { facts, report: diagnose(facts, { ...options, ...(config === undefined ? {} : { config }) }) }
  }
  const { report } = await examine()
  if (!input.flag('fix')) tellAndKeep(context, input, [report])
  if (!input.flag('fix')) return deliver(context, input, report)
  return repairAndVerify(context, input, {
    report,
    again: examine,
    show: (each) => deliver(context, input, each),
    asked: findingIds(input.arguments, 'ID'),
  })
}

/** A report for each server of the evidence; the gravest decides the exit status. */
async function judgeEvidence(context: Context, input: Input, options: DiagnoseOptions): Promise<number> {
  const servers = await readEvidence(context, input)
  const reports = servers.map((facts) => diagnose(facts, { ...options, source: 'evidence' }))
  for (const { exchange } of servers)
    if (exchange?.isPublishedInferred === true) context.note(context.word('doctor.inferred'))
  tellAndKeep(context, input, reports)
  const [first] = reports
  if (first !== undefined && reports.length === 1) return deliver(context, input, first)
  return deliverAll(context, input, reports)
}

const GRAVITY = [0, 2, 3, 1, 4]

function deliverAll(context: Context, input: Input, reports: readonly Report[]): number {
  const { lang } = context
  if (context.isJson) {
    context.outJson(reports.map((report): unknown => JSON.parse(render('json', report, { lang }))))
    return worst(reports.map(({ exitCode }) => exitCode))
  }
  const path = input.text('out')
  if (path !== undefined || context.format !== 'text')
    throw failure('CLI_USAGE_BAD_VALUE', {
      option: '--server',
      value: '-',
      choices: reports.map(({ subject: { server = '-' } }) => server).join(', '),
      command: 'doctor',
    })
  return worst(reports.map((report) => deliver(context, input, report)))
}

function worst(statuses: readonly number[]): number {
  return statuses.toSorted((left, right) => GRAVITY.indexOf(right) - GRAVITY.indexOf(left))[0] ?? 0
}

function refuseContradictions(input: Input): void {
  const needsFix = input.flag('dry-run') ? '--dry-run' : input.arguments[0]
  if (needsFix !== undefined && !input.flag('fix'))
    throw failure('CLI_USAGE_NEEDS', {
      option: needsFix,
      needed: '--fix',
      instead: input.flag('dry-run') ? 'hubtrust doctor --fix --dry-run' : `hubtrust doctor --only ${needsFix}`,
    })
  const elsewhere = ['facts', 'evidence'].find((name) => input.text(name) !== undefined || input.list(name).length > 0)
  const change = ['fix', 'undo'].find((name) => input.flag(name))
  if (elsewhere !== undefined && change !== undefined)
    throw failure('CLI_USAGE_ELSEWHERE', { option: `--${change}`, elsewhere: `--${elsewhere}` })
}

function optionsOf(input: Input): DiagnoseOptions {
  const failOn = SEVERITIES.find((severity) => severity === input.text('fail-on'))
  const suppressions = input.text('suppress')
  const baseline = input.text('baseline')
  const only = findingIds(input.list('only'), '--only')
  return {
    ...(failOn === undefined ? {} : { failOn }),
    ...(only.length === 0 ? {} : { only }),
    ...(suppressions === undefined ? {} : { suppressions: readAccepted(suppressions) }),
    ...(baseline === undefined ? {} : { baseline: readBaseline(baseline) }),
  }
}

/** @throws HubtrustError CLI_USAGE_BAD_VALUE */
function findingIds(ids: readonly string[], option: string): readonly FindingId[] {
  return ids.map((id) => {
    if (isFindingId(id)) return id
    const choices = nearest(id, FINDING_IDS) ?? 'hubtrust explain'
    throw failure('CLI_USAGE_BAD_VALUE', { option, value: id, choices, command: 'doctor' })
  })
}

function lookAt(context: Context, input: Input): Promise<Facts> {
  return collectFacts({
    configurationFile: context.configurationFile,
    clock: context.clock,
    hasPeers: !input.flag('no-peers'),
    ...(input.flag('progress') ? { onProgress: (section) => tellProgress(context, { section }) } : {}),
  })
}

function tellProgress(context: Context, progress: Readonly<Record<string, unknown>>): void {
  context.terminal.note(JSON.stringify({ progress }))
}

/** What each check says, and the reports for whoever keeps them. */
function tellAndKeep(context: Context, input: Input, reports: readonly Report[]): void {
  if (input.flag('progress'))
    for (const { checks } of reports) for (const { id, state } of checks) tellProgress(context, { check: id, state })
  const folder = input.text('keep')
  if (folder !== undefined) keepReports(folder, reports)
}

/** Writes the report where it was asked for, and answers with its exit status. */
export function deliver(context: Context, input: Input, report: Report): number {
  const { format, lang, terminal } = context
  if (!isReportFormat(format)) throw new TypeError(`the table offers ${format}, which no report has`)
  const path = input.text('out')
  const isPlain = path !== undefined || format !== 'text'
  const text = render(format, report, {
    lang,
    all: input.flag('all'),
    width: Math.min(terminal.columns, 120),
    ...(isPlain ? {} : { color: (style, words) => terminal.paint(style, words) }),
  })
  if (path === undefined) context.out(text.replace(/\n$/, ''))
  else {
    writeAtomic(path, text, { mode: REPORT_MODE })
    context.terminal.note(context.word('doctor.written', { path }))
  }
  return format === 'nagios' ? nagiosStatus(report) : report.exitCode
}
