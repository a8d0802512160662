/** Every format a report can be written in. */
import type { Report } from '../model/finding.ts'
import { htmlReport } from './html.ts'
import { jsonReport } from './json.ts'
import { junitReport } from './junit.ts'
import type { Manner } from './manner.ts'
import { markdownReport } from './markdown.ts'
import { nagiosReport } from './nagios.ts'
import { sarifReport } from './sarif.ts'
import { textReport } from './text.ts'

export const REPORT_FORMATS = ['text', 'json', 'html', 'sarif', 'junit', 'nagios', 'markdown'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

const WRITERS: Readonly<Record<ReportFormat, (report: Report, manner: Manner) => string>> = {
  text: textReport,
  json: jsonReport,
  html: htmlReport,
  sarif: sarifReport,
  junit: junitReport,
  nagios: nagiosReport,
  markdown: markdownReport,
}

export function isReportFormat(name: string): name is ReportFormat {
  return Object.hasOwn(WRITERS, name)
}

/** Pure: the same report gives the same text. It ends with a line break. */
export function render(format: ReportFormat, report: Report, manner: Manner): string {
  return WRITERS[format](report, manner)
}
