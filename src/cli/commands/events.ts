/** `events`: the log, oldest first, each with its cause, its proof and what to do. With `--follow` it stays. */
import { wrap } from '../../core/layout.ts'
import { eventsFolder, followEvents, readEvents } from '../../daemon/event-log.ts'
import { causeRemedy, causeSentence, eventSentence } from '../../model/event-text.ts'
import type { EventRecord } from '../../model/events.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'
import { EVENT_IDS } from '../../model/explanations.ts'
import { failure } from '../../core/errors.ts'
import type { Style } from '../terminal.ts'

const LIMIT = 50

export const run: Run = async (context, input) => {
  const ids = input.list('id').map(eventId)
  const folder = eventsFolder(context.configuration())
  const limit = input.number('limit') ?? LIMIT
  // Follows before it reads, so that nothing falls between the two.
  const follower = input.flag('follow') ? new Follower(context, folder, ids) : undefined
  const records = readEvents(folder, { limit, ...(ids.length === 0 ? {} : { ids }) })
  if (context.isJson && follower === undefined) context.outJson(records)
  else for (const record of records) show(context, record)
  if (records.length === 0) context.note(context.word('events.empty'))
  await follower?.goOnFrom(records.at(-1)?.sequence ?? 0)
  return 0
}

function eventId(text: string): number {
  const id = EVENT_IDS.find((known) => String(known) === text)
  if (id === undefined)
    throw failure('CLI_USAGE_BAD_VALUE', {
      option: '--id',
      value: text,
      choices: EVENT_IDS.join(', '),
      command: 'events',
    })
  return id
}

/** Until Ctrl-C, SIGTERM, or until nobody reads any more. */
class Follower {
  readonly #ended: Promise<void>
  #last = 0

  constructor(context: Context, folder: string, ids: readonly number[]) {
    this.#ended = new Promise((resolve) => {
      const follower = followEvents(folder, (record) => {
        if (!context.terminal.hasReader()) finish()
        else if (record.sequence > this.#last && (ids.length === 0 || ids.includes(record.id))) show(context, record)
      })
      const finish = (): void => {
        follower.close()
        process.off('SIGINT', finish)
        process.off('SIGTERM', finish)
        resolve()
      }
      process.on('SIGINT', finish)
      process.on('SIGTERM', finish)
    })
  }

  /** Shows what comes after a record. */
  goOnFrom(last: number): Promise<void> {
    this.#last = last
    return this.#ended
  }
}

const COLORS: Readonly<Record<EventRecord['severity'], Style>> = { error: 'red', warning: 'yellow', information: 'dim' }

function show(context: Context, record: EventRecord): void {
  const { lang, terminal } = context
  if (context.isJson) {
    context.out(JSON.stringify(record))
    return
  }
  const severity = terminal.paint(COLORS[record.severity], context.word(`severity.${record.severity}`))
  const repeats = record.count > 1 ? ` ${context.word('events.repeated', { count: record.count })}` : ''
  context.out(
    `${record.time}  ${terminal.paint('bold', String(record.id))}  ${severity}  ${record.category}  ${record.server}${repeats}`,
  )
  const paragraph = (words: string): void => {
    for (const line of wrap(words, Math.max(terminal.columns, 60) - 4)) context.out(`    ${line}`)
  }
  paragraph(eventSentence(record, lang))
  if (record.cause === undefined) return
  const proof = record.proof ?? {}
  paragraph(context.word('general.cause', { cause: `${causeSentence(record.cause, proof, lang)} [${record.cause}]` }))
  paragraph(context.word('general.remedy', { remedy: causeRemedy(record.cause, proof, lang) }))
}
