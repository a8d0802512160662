/** The file of findings somebody lives with: a YAML list of id, subject, reason and the last day it counts. */
import * as v from 'valibot'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { failure } from '../core/errors.ts'
import type { Suppression } from '../doctor/suppression.ts'

const FILE = v.array(
  v.strictObject({
    id: v.pipe(v.string(), v.minLength(1, 'an id')),
    subject: v.exactOptional(v.string()),
    reason: v.pipe(v.string(), v.minLength(1, 'a reason')),
    until: v.exactOptional(v.pipe(v.string(), v.isoDate('a day such as 2027-03-31'))),
  }),
)

/**
 * @param path named in errors
 * @throws HubtrustError DAEMON_SUPPRESSIONS_INVALID with line and column
 */
export function readSuppressions(path: string, text: string): readonly Suppression[] {
  const lines = new LineCounter()
  // Days stay text: `2027-03-31` would become a date.
  const document = parseDocument(text.replace(/^\ufeff/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
  })
  const refuse = (offset: number, problem: string) => {
    const { line, col } = lines.linePos(offset)
    return failure('DAEMON_SUPPRESSIONS_INVALID', {
      path,
      line: Math.max(1, line),
      column: Math.max(1, col),
      problem: problem.split('\n')[0] ?? problem,
    })
  }
  const [error] = document.errors
  if (error !== undefined) throw refuse(error.pos[0], error.message)
  const result = v.safeParse(FILE, document.toJS({ maxAliasCount: 0 }) ?? [])
  if (result.success) return result.output
  const issue = result.issues.find(isUnknownKey) ?? result.issues[0]
  const place = (issue.path ?? []).map(({ key }) => key)
  throw refuse(offsetOf(document, place), problemOf(issue))
}

type Issue = v.InferIssue<typeof FILE>

/** Told before what is missing: that may be there under a misspelt name. */
function isUnknownKey({ type, expected }: Issue): boolean {
  return type === 'strict_object' && expected === 'never'
}

function problemOf(issue: Issue): string {
  const last = issue.path?.at(-1)?.key
  const key = typeof last === 'string' ? last : '-'
  if (isUnknownKey(issue)) return `"${key}" is none of id, subject, reason, until`
  return issue.type === 'strict_object' && issue.received === 'undefined' ? `"${key}" is missing` : issue.message
}

function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly unknown[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
