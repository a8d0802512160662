/** `explain [ID]`. */
import { failure } from '../../core/errors.ts'
import { wrap } from '../../core/layout.ts'
import { exampleTitle } from '../../model/finding-text.ts'
import { FINDING_IDS, isFindingId } from '../../model/finding.ts'
import { EVENTS } from '../../model/events.ts'
import type { LightRun } from '../command.ts'
import type { LightContext } from '../light-context.ts'
import { ERROR_CODES, EVENT_IDS, explain, explainables, type Explanation } from '../../model/explanations.ts'
import { nearest } from '../suggestion.ts'

export const run: LightRun = (context, input) => {
  const [id] = input.arguments
  if (id === undefined) {
    printAll(context)
    return 0
  }
  const explanation = explain(id, context.lang)
  if (explanation === undefined) throw unknown(id)
  if (context.isJson) context.outJson(explanation)
  else print(context, explanation)
  return 0
}

function unknown(id: string): Error {
  const suggestion = nearest(id, explainables())
  return suggestion === undefined
    ? failure('CLI_NOTHING_KNOWN', { id })
    : failure('CLI_NOTHING_KNOWN_BUT', { id, suggestion })
}

function print(context: LightContext, explanation: Explanation): void {
  const { id, kind, title, text, why, healthy, severity, category } = explanation
  const section = (heading: string, ...paragraphs: readonly string[]): void => {
    context.out('')
    context.out(heading)
    for (const words of paragraphs) printParagraph(context, words)
  }
  context.out(context.terminal.paint('bold', kind === 'event' ? `${context.word('events.id')} ${id}: ${title}` : title))
  if (severity !== undefined) context.out(`  ${context.word('events.severity')}: ${severity}`)
  if (category !== undefined) context.out(`  ${context.word('events.category')}: ${category}`)
  section(context.word(kind === 'finding' ? 'explain.example' : 'explain.text'), text)
  if (why !== undefined) section(context.word('explain.why'), why)
  if (healthy !== undefined) section(context.word('explain.healthy'), healthy)
  printRemedies(context, explanation)
  if (explanation.retry === true) printParagraph(context, context.word('explain.retry'))
  if (explanation.related.length > 0) printRelated(context, explanation)
  if (explanation.sources !== undefined) section(context.word('explain.sources'), explanation.sources.join(' · '))
}

function printParagraph(context: LightContext, words: string, indent = 2): void {
  for (const line of wrap(words, Math.min(context.terminal.columns, 100) - indent))
    context.out(`${' '.repeat(indent)}${line}`)
}

function printRemedies(context: LightContext, { id, remedy, remedies = [] }: Explanation): void {
  if (remedy === undefined && remedies.length === 0) return
  context.out('')
  context.out(context.word('explain.remedy'))
  if (remedy !== undefined) printParagraph(context, remedy)
  for (const { title, prose, commands, automatic, onRequest } of remedies) {
    const command = onRequest === true ? `hubtrust doctor --fix ${id}` : 'hubtrust doctor --fix'
    const isDone = automatic || onRequest === true
    printParagraph(context, isDone ? `${title} ${context.word('explain.automatic', { command })}` : title)
    if (prose !== undefined) printParagraph(context, prose, 4)
    for (const each of commands) context.out(context.terminal.paint('cyan', `    ${each}`))
  }
}

function printRelated(context: LightContext, { kind, related }: Explanation): void {
  context.out('')
  if (kind === 'finding') {
    context.out(context.word('explain.explains', { events: related.join(', ') }))
    return
  }
  context.out(context.word('explain.may-be-caused-by'))
  for (const cause of related) {
    context.out(`  ${context.terminal.paint('cyan', cause)}`)
    if (isFindingId(cause)) printParagraph(context, exampleTitle(cause, context.lang), 6)
  }
}

function printAll(context: LightContext): void {
  if (context.isJson) {
    context.outJson({ events: EVENT_IDS, findings: FINDING_IDS, errors: ERROR_CODES })
    return
  }
  context.out(context.word('explain.events'))
  for (const id of EVENT_IDS) context.out(`  ${String(id).padEnd(6)} ${EVENTS[id].name}`)
  context.out(`\n${context.word('explain.causes')}`)
  for (const id of FINDING_IDS) context.out(`  ${id}`)
  context.out(`\n${context.word('explain.errors')}`)
  for (const code of ERROR_CODES) context.out(`  ${code}`)
}
