/** `cert select`: the table of `trust/selection.ts`, every candidate and every step, and the cause when something is wrong. */
import { padEnd, table } from '../../core/layout.ts'
import { causeRemedy, causeSentence } from '../../model/event-text.ts'
import type { EventDraft } from '../../model/events.ts'
import { selectionView, STEPS, type Candidate, type Selection } from '../../model/selection.ts'
import { reasonText } from '../../model/words/selection.ts'
import { select } from '../../trust/selection.ts'
import { symptoms } from '../../trust/symptoms.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'

export const run: Run = async (context, input) => {
  const name = input.text('name')
  const server = context.configuration().server.name
  const inbound = await explained(context, 'inbound', name)
  if (name !== undefined) {
    if (context.isJson)
      context.outJson({ name, starttls: { ...selectionView(inbound.selection), events: inbound.events } })
    else print(context, context.word('selection.starttls', { name }), inbound)
    return 0
  }
  const outbound = await explained(context, 'outbound')
  const hostNames = await context.hostNames()
  if (context.isJson) {
    const [there, here] = [inbound, outbound].map(({ selection, events }) => ({ ...selectionView(selection), events }))
    context.outJson({ server, hostNames, inbound: there, outbound: here })
    return 0
  }
  const names = [...new Set(Object.values(hostNames))].filter((each) => each !== '').join(', ')
  context.out(context.word('selection.names', { names: names === '' ? context.word('general.none') : names }))
  context.out('')
  print(context, context.word('selection.inbound', { server }), inbound)
  context.out('')
  print(context, context.word('selection.outbound', { server }), outbound)
  return 0
}

interface Explained {
  readonly selection: Selection
  /** What the gateway would log because of it. */
  readonly events: readonly EventDraft[]
}

async function explained(context: Context, direction: 'inbound' | 'outbound', name?: string): Promise<Explained> {
  const { server, expiryWarningMs } = context.configuration()
  const question = await context.question(direction, name)
  const selection = select(question)
  return { selection, events: symptoms({ question, selection, serverName: server.name, expiryWarningMs }) }
}

function print(context: Context, title: string, { selection, events }: Explained): void {
  const { terminal } = context
  const { candidates } = selection
  context.out(terminal.paint('bold', title))
  context.out(candidates.length === 0 ? `  ${context.word('certificate.empty')}` : candidateTable(context, candidates))
  const short = (fingerprint: string | undefined): string => {
    const candidate = candidates.find((each) => each.fingerprint === fingerprint)
    return candidate?.thumbprint ?? fingerprint ?? context.word('general.none')
  }
  context.out(`  ${context.word('selection.published', { thumbprint: short(selection.published) })}`)
  context.out(`  ${context.word('selection.best', { thumbprint: short(selection.best) })}`)
  context.out(`  ${context.word('selection.in-use', { thumbprint: short(selection.inUse) })}`)
  if (selection.cause === undefined) context.out(`  ${terminal.paint('green', context.word('selection.fine'))}`)
  printCauses(context, events)
}

/** Each cause once, with the events it leads to, its proof and what to do. */
function printCauses(context: Context, events: readonly EventDraft[]): void {
  const { lang, terminal } = context
  const causes = new Set(events.flatMap(({ cause }) => cause ?? []))
  for (const cause of causes) {
    const drafts = events.filter((event) => event.cause === cause)
    const proof = drafts.find((event) => event.proof !== undefined)?.proof ?? {}
    context.out(
      `  ${terminal.paint('red', context.word('general.cause', { cause: `${causeSentence(cause, proof, lang)} [${cause}]` }))}`,
    )
    context.out(`  ${context.word('general.remedy', { remedy: causeRemedy(cause, proof, lang) })}`)
    context.out(`  ${context.word('selection.events', { ids: drafts.map(({ id }) => id).join(', ') })}`)
  }
}

function candidateTable(context: Context, candidates: readonly Candidate[]): string {
  const { terminal } = context
  const header = [context.word('certificate.thumbprint'), ...STEPS.map((step) => context.word(`step.${step}`))]
  const rows = candidates.map(({ thumbprint, steps }) => [
    thumbprint,
    ...STEPS.map((step) => {
      const result = steps.find((each) => each.step === step)
      if (result === undefined) return '-'
      return result.passed ? terminal.paint('green', '✓') : terminal.paint('red', '✗')
    }),
  ])
  const why = candidates.flatMap(({ thumbprint, steps }) =>
    steps
      .filter((step) => !step.passed)
      .map((step) =>
        `  ${thumbprint}  ${padEnd(context.word(`step.${step.step}`), 22)} ${reasonText(step.reason, context.lang)}`.trimEnd(),
      ),
  )
  return [table(header, rows), ...why].join('\n')
}
