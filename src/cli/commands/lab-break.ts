/** `lab break` and `lab repair`: reach into a running lab from another process. */
import { BREAKAGES, breakageOf } from '../../lab/breakage.ts'
import { breakIt, repair } from '../../lab/breaking.ts'
import { rootOf } from '../../lab/record.ts'
import { Site } from '../../lab/site.ts'
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

/** The causes that can be broken, for people. */
export function causeList(): string {
  return BREAKAGES.map(({ short }) => short).join(', ')
}
