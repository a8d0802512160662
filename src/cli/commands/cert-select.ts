/** `cert select`: the table of `trust/selection.ts`, every candidate and every step, and the cause when something is wrong. */
import { causeRemedy, causeSentence } from '../../model/event-text.ts'
import { STEPS, type Candidate, type Selection } from '../../model/selection.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'
import { padEnd, table } from '../layout.ts'

export const run: Run = async (context, input) => {
  const name = input.text('name')
  const server = context.configuration().server.name
  const inbound = await context.selection('inbound', name)
  if (name !== undefined) {
    if (context.isJson) context.outJson({ name, starttls: report(inbound) })
    else print(context, context.word('selection.starttls', { name }), inbound)
    return 0
  }
  const outbound = await context.selection('outbound')
  const hostNames = await context.hostNames()
  if (context.isJson) {
    context.outJson({ server, hostNames, inbound: report(inbound), outbound: report(outbound) })
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

/** As the report's `selection` (CONTRACTS), thumbprints for people's eyes and fingerprints beside them. */
export function report(selection: Selection): Readonly<Record<string, unknown>> {
  const { published, best, inUse, cause, about, candidates } = selection
  return {
    published: published ?? null,
    selected: inUse ?? null,
    best: best ?? null,
    cause: cause ?? null,
    about: about ?? null,
    candidates: candidates.map((candidate) => ({ certificate: candidate.thumbprint, ...candidate })),
  }
}

function print(context: Context, title: string, selection: Selection): void {
  const { terminal, lang } = context
  context.out(terminal.paint('bold', title))
  if (selection.candidates.length === 0) context.out(`  ${context.word('certificate.empty')}`)
  else context.out(candidateTable(context, selection.candidates))
  const short = (fingerprint: string | undefined): string => {
    const candidate = selection.candidates.find((each) => each.fingerprint === fingerprint)
    return candidate?.thumbprint ?? fingerprint ?? context.word('general.none')
  }
  context.out(`  ${context.word('selection.published', { thumbprint: short(selection.published) })}`)
  context.out(`  ${context.word('selection.best', { thumbprint: short(selection.best) })}`)
  context.out(`  ${context.word('selection.in-use', { thumbprint: short(selection.inUse) })}`)
  const { cause } = selection
  if (cause === undefined) {
    context.out(`  ${terminal.paint('green', context.word('selection.fine'))}`)
    return
  }
  const proof = selection.about === undefined ? {} : { thumbprint: short(selection.about) }
  context.out(`  ${terminal.paint('red', context.word('general.cause', { cause: `${causeSentence(cause, proof, lang)} [${cause}]` }))}`)
  context.out(`  ${context.word('general.remedy', { remedy: causeRemedy(cause, proof, lang) })}`)
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
      .map((step) => `  ${thumbprint}  ${padEnd(context.word(`step.${step.step}`), 22)} ${step.detail}`.trimEnd()),
  )
  return [table(header, rows), ...why].join('\n')
}
