/** `explain [ID]`. */
import { failure } from '../../core/errors.ts'
import { CAUSES } from '../../model/findings.ts'
import { EVENTS } from '../../model/events.ts'
import type { LightRun } from '../command.ts'
import type { LightContext } from '../light-context.ts'
import { ERROR_CODES, EVENT_IDS, explain, explainables, type Explanation } from '../explanations.ts'
import { wrap } from '../layout.ts'
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
  const { id, kind, title, text, remedy, related } = explanation
  const paragraph = (words: string): void => {
    for (const line of wrap(words, Math.min(context.terminal.columns, 100) - 2)) context.out(`  ${line}`)
  }
  context.out(context.terminal.paint('bold', kind === 'event' ? `${context.word('events.id')} ${id}: ${title}` : title))
  if (explanation.severity !== undefined) context.out(`  ${context.word('events.severity')}: ${explanation.severity}`)
  if (explanation.category !== undefined) context.out(`  ${context.word('events.category')}: ${explanation.category}`)
  context.out('')
  context.out(context.word('explain.text'))
  paragraph(text)
  if (remedy !== undefined) {
    context.out('')
    context.out(context.word('explain.remedy'))
    paragraph(remedy)
  }
  if (explanation.retry === true) paragraph(context.word('explain.retry'))
  if (related.length > 0) printRelated(context, explanation)
}

function printRelated(context: LightContext, { kind, related }: Explanation): void {
  context.out('')
  if (kind === 'cause') {
    context.out(context.word('explain.explains', { events: related.join(', ') }))
    return
  }
  context.out(context.word('explain.may-be-caused-by'))
  for (const cause of related) {
    const known = explain(cause, context.lang)
    context.out(`  ${context.terminal.paint('cyan', cause)}`)
    if (known === undefined) continue
    for (const line of wrap([known.text, known.remedy ?? ''].join(' '), Math.min(context.terminal.columns, 100) - 6))
      context.out(`      ${line}`)
  }
}

function printAll(context: LightContext): void {
  if (context.isJson) {
    context.outJson({ events: EVENT_IDS, causes: CAUSES, errors: ERROR_CODES })
    return
  }
  context.out(context.word('explain.events'))
  for (const id of EVENT_IDS) context.out(`  ${String(id).padEnd(6)} ${EVENTS[id].name}`)
  context.out(`\n${context.word('explain.causes')}`)
  for (const cause of CAUSES) context.out(`  ${cause}`)
  context.out(`\n${context.word('explain.errors')}`)
  for (const code of ERROR_CODES) context.out(`  ${code}`)
}
