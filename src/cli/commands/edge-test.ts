/** `edge test`: what is in force at an edge against what it may know, entry by entry. */
import { failure, HubtrustError } from '../../core/errors.ts'
import { wrap } from '../../core/layout.ts'
import { lookAtEdge, type EdgeLook } from '../../daemon/edge-look.ts'
import { readEdges } from '../../directory/edge/records.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'
import { serverName } from '../server-name.ts'

const KINDS = { missing: 'edge.missing', extra: 'edge.extra', differs: 'edge.differing' } as const
/** Older than this is told; heartbeats come every few seconds. */
const OLD_MS = 60_000

export const run: Run = async (context, input) => {
  const known = Object.keys(readEdges(context.configuration()))
  const asked = input.arguments[0] === undefined ? known : [serverName(input.arguments[0])]
  const [unknown] = asked.filter((name) => !known.includes(name))
  if (unknown !== undefined) throw failure('EDGE_UNKNOWN', { server: unknown })
  if (asked.length === 0) context.note(context.word('edge.none'))
  const results: Result[] = []
  for (const server of asked) results.push(await look(context, server))
  if (context.isJson) context.outJson(results)
  else for (const result of results) print(context, result)
  return results.every(({ isSame }) => isSame) ? 0 : 1
}

interface Result extends Partial<EdgeLook> {
  readonly server: string
  readonly isSame: boolean
  readonly code?: string
  readonly problem?: string
}

async function look(context: Context, server: string): Promise<Result> {
  const { inUse } = await context.selection('outbound')
  try {
    const configuration = context.configuration()
    const directory = await context.directory()
    const found = await lookAtEdge({
      configuration,
      directory,
      store: context.store(),
      clock: context.clock,
      inUse,
      server,
    })
    const isSame = found.deviations.length === 0 && found.held.length === 0 && !found.isStale
    return { server, isSame, ...found }
  } catch (error) {
    if (!(error instanceof HubtrustError)) throw error
    const problem = `${error.sentence(context.lang)} ${error.remedy(context.lang)}`
    return { server, isSame: false, code: error.code, problem }
  }
}

function print(context: Context, result: Result): void {
  const { server, isSame, problem, entries = 0, deviations = [], held = [], asOf } = result
  if (problem !== undefined) {
    for (const line of wrap(
      context.word('edge.not-asked', { server, problem }),
      Math.max(context.terminal.columns, 60),
    ))
      context.out(line)
    return
  }
  context.out(
    isSame
      ? context.word('edge.same', { server, count: entries })
      : context.word('edge.differs', { server, count: deviations.length }),
  )
  for (const one of deviations) context.out(`  ${context.word(KINDS[one.kind])}: ${one.server} ${one.detail}`)
  if (held.length > 0) context.out(`  ${context.word('edge.held-there', { servers: held.join(', ') })}`)
  const ageMs = asOf === undefined ? 0 : context.clock.nowMs() - Date.parse(asOf)
  if (ageMs > OLD_MS) context.out(`  ${context.word('edge.old-there', { seconds: Math.round(ageMs / 1_000) })}`)
}
