/** `doctor`: facts, from here or from a file; the report; the repairs. */
import { failure } from '../../core/errors.ts'
import { collectFacts } from '../../daemon/collect.ts'
import { readSuppressions } from '../../daemon/suppressions.ts'
import { writeAtomic } from '../../disk/files.ts'
import { diagnose, type DiagnoseOptions } from '../../doctor/diagnose.ts'
import { isFindingId, type FindingId, type Report } from '../../model/finding.ts'
import { SEVERITIES } from '../../model/finding/entry.ts'
import type { Facts } from '../../model/facts.ts'
import { nagiosStatus } from '../../report/nagios.ts'
import { isReportFormat, render } from '../../report/render.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { readBaseline, readFactsFile } from '../report-files.ts'
import { repairAndVerify, takeBack, type Examination } from '../repairing.ts'

const REPORT_MODE = 0o600

export const run: Run = async (context, input) => {
  refuseContradictions(input)
  if (input.flag('undo')) return takeBack(context, input)
  const options = optionsOf(input)
  const file = input.text('facts')
  if (file !== undefined) {
    const report = diagnose(await readFactsFile(context, file), { ...options, source: 'facts' })
    return deliver(context, input, report)
  }
  const look = () => lookAt(context, { hasPeers: !input.flag('no-peers') })
  if (context.terminal.showsProgress) context.note(context.word('doctor.looking'))
  const examine = async (): Promise<Examination> => {
    const facts = await look()
    return { facts, report: diagnose(facts, options) }
  }
  const { report } = await examine()
  if (!input.flag('fix')) return deliver(context, input, report)
  return repairAndVerify(context, input, {
    report,
    again: examine,
    show: (each) => deliver(context, input, each),
  })
}

function refuseContradictions(input: Input): void {
  const command = 'doctor'
  const needsFix = ['dry-run'].find((option) => input.flag(option) && !input.flag('fix'))
  if (needsFix !== undefined)
    throw failure('CLI_USAGE_BAD_VALUE', { option: `--${needsFix}`, value: '-', choices: '--fix --dry-run', command })
  const isElsewhere = input.text('facts') !== undefined
  if (isElsewhere && (input.flag('fix') || input.flag('undo')))
    throw failure('CLI_USAGE_BAD_VALUE', { option: '--facts', value: '--fix', choices: 'doctor --fix', command })
}

function optionsOf(input: Input): DiagnoseOptions {
  const failOn = SEVERITIES.find((severity) => severity === input.text('fail-on'))
  const suppressions = input.text('suppress')
  const baseline = input.text('baseline')
  const only = onlyOf(input.list('only'))
  return {
    ...(failOn === undefined ? {} : { failOn }),
    ...(only.length === 0 ? {} : { only }),
    ...(suppressions === undefined ? {} : { suppressions: readSuppressions(suppressions) }),
    ...(baseline === undefined ? {} : { baseline: readBaseline(baseline) }),
  }
}

/** @throws HubtrustError CLI_NOTHING_KNOWN */
function onlyOf(ids: readonly string[]): readonly FindingId[] {
  return ids.map((id) => {
    if (!isFindingId(id)) throw failure('CLI_NOTHING_KNOWN', { id })
    return id
  })
}

function lookAt(context: Context, { hasPeers }: { readonly hasPeers: boolean }): Promise<Facts> {
  return collectFacts({ configurationFile: context.configurationFile, clock: context.clock, hasPeers })
}

/** Writes the report where it was asked for, and answers with its exit status. */
function deliver(context: Context, input: Input, report: Report): number {
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
