/** `lab break` and `lab repair`: reach into a running lab from another process. */
import { properties, table } from '../../core/layout.ts'
import { BREAKAGES, breakageOf } from '../../lab/breakage.ts'
import { breakIt, repair } from '../../lab/breaking.ts'
import { rootOf, runningLab } from '../../lab/record.ts'
import { Site } from '../../lab/site.ts'
import { readJournal } from '../../lab/undo.ts'
import type { LightRun } from '../command.ts'

export const breakLab: LightRun = (context, input) => {
  const breakage = breakageOf(input.argument(0))
  const site = new Site(rootOf(input.text('root'), context.environment))
  try {
    breakIt(site, breakage)
    const { cause, short, signs } = breakage
    const commands = [...Map.groupBy(signs, ({ server }) => server)].map(
      ([server, each]) =>
        `hubtrust events --id ${each.map(({ id }) => id).join(',')} --config ${site.server(server).config}`,
    )
    if (context.isJson) {
      context.outJson({ cause, root: site.root, signs, undo: `hubtrust lab repair ${short} --root ${site.root}` })
      return 0
    }
    context.out(context.word('lab.broke', { what: context.word(breakage.word), cause }))
    for (const events of commands) context.out(`  ${context.word('lab.broke-next', { events })}`)
    const doctor = `hubtrust doctor --config ${site.server(breakage.finding.server).config}`
    context.out(`  ${context.word('lab.broke-doctor', { command: doctor })}`)
    context.out(`  ${context.word('lab.repair-next', { command: `hubtrust lab repair ${short} --root ${site.root}` })}`)
  } finally {
    site.close()
  }
  return 0
}

export const repairLab: LightRun = (context, input) => {
  const [name] = input.arguments
  const breakage = name === undefined ? undefined : breakageOf(name)
  const site = new Site(rootOf(input.text('root'), context.environment))
  try {
    const repaired = repair(site, breakage)
    if (context.isJson) context.outJson({ repaired, root: site.root })
    else if (repaired.length === 0) context.out(context.word('lab.nothing-broken'))
    else for (const cause of repaired) context.out(context.word('lab.repaired', { cause }))
  } finally {
    site.close()
  }
  return 0
}

export const labStatus: LightRun = (context, input) => {
  const root = rootOf(input.text('root'), context.environment)
  const { servers, console: web } = runningLab(root)
  const broken = new Set(readJournal(root).map(({ short }) => short))
  const breakages = BREAKAGES.map(({ cause, short, word, finding }) => ({
    cause,
    short,
    text: context.word(word),
    isBroken: broken.has(short),
    server: finding.server,
  }))
  if (context.isJson) {
    context.outJson({ root, console: web, servers, breakages })
    return 0
  }
  const url = web?.url ?? context.word('general.none')
  const now = [...broken].join(', ') || context.word('general.none')
  context.out(
    properties([
      [context.word('lab.status-root'), root],
      [context.word('lab.status-console'), url],
      [context.word('lab.status-broken'), now],
    ]),
  )
  context.out('')
  const header = [context.word('lab.status-cause'), context.word('lab.status-what'), context.word('lab.status-broken')]
  context.out(
    table(
      header,
      breakages.map(({ short, text, isBroken }) => [short, text, isBroken ? '✗' : '']),
    ),
  )
  return 0
}

/** The causes that can be broken, for people. */
export function causeList(): string {
  return BREAKAGES.map(({ short }) => short).join(', ')
}
