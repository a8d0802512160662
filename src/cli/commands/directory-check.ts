/** `directory check`: each server of a directory that is elsewhere, as whoever follows and changes it sees it. */
import { padEnd } from '../../core/layout.ts'
import { failure } from '../../core/errors.ts'
import { accessOf } from '../../daemon/directory-source.ts'
import { examine, type Examination, type Look } from '../../directory/ldap/examine.ts'
import { EVENT_HELP } from '../../model/event-help.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'

const LABEL_WIDTH = 14
const MARKS = { well: '✓', bad: '✗', unknown: '-' } as const
const COLOURS = { well: 'green', bad: 'red', unknown: 'yellow' } as const
const REFUSED_EVENT = 30015

export const run: Run = async (context, input) => {
  const { path, ldap } = context.configuration().directory
  if (ldap === undefined) throw failure('DIRECTORY_NOT_ELSEWHERE', { path })
  const { clock, environment } = context
  const options = { settings: ldap, access: accessOf(environment), clock, tryWriting: input.flag('write') }
  const examined: Examination[] = []
  for (const url of ldap.urls) {
    const examination = await examine(url, options)
    examined.push(examination)
    if (!context.isJson) print(context, examination)
  }
  if (context.isJson) context.outJson(examined.map((one) => jsonOf(context, one)))
  return examined.some(({ looks }) => looks.some(({ state }) => state === 'bad')) ? 1 : 0
}

function print(context: Context, { url, looks }: Examination): void {
  const { terminal, lang } = context
  context.out(terminal.paint('bold', url))
  for (const look of looks) {
    const { what, state, detail, problem } = look
    const said = problem === undefined ? detail : problem.sentence(lang)
    context.out(
      `${terminal.paint(COLOURS[state], MARKS[state])} ${padEnd(context.word(`look.${what}`), LABEL_WIDTH)} ${said}`,
    )
    const remedy = remedyOf(context, look)
    if (remedy !== undefined) context.out(`  ${context.word('general.remedy', { remedy })}`)
  }
}

function remedyOf({ lang }: Context, { what, state, problem }: Look): string | undefined {
  if (problem !== undefined) return problem.remedy(lang)
  return what === 'entries' && state === 'bad' ? EVENT_HELP[REFUSED_EVENT][lang] : undefined
}

function jsonOf(context: Context, { url, looks }: Examination) {
  return {
    url,
    looks: looks.map((look) => {
      const { what, state, detail, problem } = look
      const remedy = remedyOf(context, look)
      return {
        ...{ what, state, detail },
        ...(problem === undefined ? {} : { code: problem.code, message: problem.sentence(context.lang) }),
        ...(remedy === undefined ? {} : { remedy }),
      }
    }),
  }
}
