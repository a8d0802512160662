/** A report in which everything that can come from outside says the same thing, for tests that nothing breaks out. */
import fc from 'fast-check'
import type { Args } from '../../src/model/facts.ts'
import type { Finding, Report, Subject } from '../../src/model/finding.ts'
import type { Timeline } from '../../src/model/timeline.ts'
import type { Selection } from '../../src/model/selection.ts'

export function withWords(report: Report, words: string): Report {
  const { selection, baseline } = report
  return {
    ...report,
    subject: { ...report.subject, server: words },
    findings: report.findings.map((finding) => findingWith(finding, words)),
    checks: report.checks.map((check) => ({
      ...check,
      missing: check.missing.map((one) => ({ ...one, detail: words })),
      ...(check.detail === undefined ? {} : { detail: words }),
    })),
    ...(selection === undefined
      ? {}
      : {
          selection: {
            inbound: selectionWith(selection.inbound, words),
            outbound: selectionWith(selection.outbound, words),
          },
        }),
    unusedSuppressions: report.unusedSuppressions.map(() => words),
    timeline: timelineWith(words),
    ...(baseline === undefined
      ? {}
      : { baseline: { ...baseline, fixed: baseline.fixed.map(({ key }) => ({ key, id: words })) } }),
  }
}

function timelineWith(words: string): Timeline {
  const evidence = { source: words, line: 1, quote: words }
  const entries = (['command.run', 'session.failed'] as const).map((what) => ({
    what,
    args: { command: words, remote: words, error: words },
    at: words,
    until: words,
    count: 2,
    evidence,
  }))
  return { entries, firstFailure: 1, before: [0], omitted: 1, ambiguous: [evidence] }
}

function findingWith(finding: Finding, words: string): Finding {
  const { args, remedies, evidence } = finding
  return {
    ...finding,
    subject: subjectWith(finding.subject, words),
    args: argsWith(args, words),
    expected: words,
    actual: words,
    evidence: evidence.map((one) => ({ ...one, source: words, quote: words })),
    remedies: remedies.map((remedy) => ({ ...remedy, args: argsWith(remedy.args, words) })),
    ...(finding.suppression === undefined ? {} : { suppression: words }),
  }
}

function subjectWith(subject: Subject, words: string): Subject {
  const { direction, ...named } = subject
  const changed = Object.fromEntries(Object.keys(named).map((name) => [name, words]))
  return { ...changed, ...(direction === undefined ? {} : { direction }) }
}

function argsWith(args: Args, words: string): Args {
  return Object.fromEntries(Object.keys(args).map((name) => [name, words]))
}

function selectionWith(selection: Selection, words: string): Selection {
  return {
    ...selection,
    candidates: selection.candidates.map((candidate) => ({
      ...candidate,
      subject: words,
      steps: candidate.steps.map((step) => ({
        ...step,
        detail: words,
        reason: { word: 'reason.name-covered', values: { name: words } },
      })),
    })),
  }
}

const PIECES = [
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style>',
    '</script>',
  ],
  ...['<!--', '-->', ']]>', '<![CDATA[', '&lt;', '&#x3c;', '&', '<?xml ?>', '<!DOCTYPE x [<!ENTITY a "b">]>'],
  ...['`', '```', '**', '__', '~~', '[a](http://evil.example)', '![a](b)', '| a | b |', '# ', '> ', '- ', '1. ', '---'],
  ...[
    '\n',
    '\r\n',
    '\n\n',
    '\n```\n',
    '\t',
    '\u0000',
    '\u001b[31m',
    '\u009b31m',
    '\u2028',
    '\u202e',
    '\ufffe',
    '\ud800',
  ],
  ...['|', '{0}', '{thumbprint}', '$&', '\\', '\\`', 'http://evil.example', 'www.evil.example', '日本語', '@all'],
]

/** Words meant to break out, beginning and ending with a plain letter so that none of them is empty. */
export const EVIL: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 8 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pieces) => `x${pieces.join('')}x`)
