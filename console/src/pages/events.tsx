/** The event log: live, filtered, counted over time; one of them explained. */
import { useMemo, useState } from 'react'
import { Button } from 'react-aria-components'
import type * as v from 'valibot'
import { EventLogAnswer, HistogramAnswer } from '../../../src/console/contract/events.ts'
import { ServersAnswer } from '../../../src/console/contract/look.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useLive } from '../api/live.tsx'
import { useManner, useSay } from '../manner.tsx'
import { TimeBars, type Series } from '../parts/chart.tsx'
import { CommandBelow } from '../parts/command.tsx'
import { EventDetail } from '../parts/event-detail.tsx'
import { EventLines } from '../parts/event-lines.tsx'
import { Choice, TextFilter } from '../parts/fields.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { dateTime } from '../parts/when.tsx'
import { useRoute } from '../route.tsx'

const PAGE = 50
const MOST = 1_000
const BARS = 48
const FILTERS = ['id', 'server', 'peer', 'severity'] as const
const SEVERITIES = ['error', 'warning', 'information'] as const

/** The filters of the address, as a query of the API's, and as the option of the command line. */
function useFilters() {
  const { query, filter } = useRoute()
  const entries = FILTERS.flatMap((name) => {
    const value = query.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  const text = new URLSearchParams(entries.map(([name, value]) => [name, value])).toString()
  const id = query.get('id')
  return {
    text,
    filter,
    isAny: entries.length > 0,
    of: (name: (typeof FILTERS)[number]) => query.get(name) ?? '',
    command: `hubtrust events${id === null ? '' : ` --id ${id}`} --follow`,
    opened: Number(query.get('open') ?? 0),
  }
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('&')

export function EventsPage() {
  const say = useSay()
  const { text, opened, command, isAny, filter } = useFilters()
  const [limit, setLimit] = useState(PAGE)
  const events = useAnswer(`/events/log?${joined(text, `limit=${String(limit)}`)}`, EventLogAnswer, ['event'])
  return (
    <Page title={say('nav.events')} about={say('events.about')}>
      <Filters />
      <Histogram text={text} />
      <div className={opened > 0 ? 'split' : ''}>
        <Panel title={say('nav.events')} aside={<Shown answer={events.data} />}>
          <Newest />
          <Answered answer={events}>
            {({ items, next }) => (
              <>
                {items.length === 0 ? (
                  <Empty>{say(isAny ? 'events.empty' : 'events.empty-all')}</Empty>
                ) : (
                  <EventLines events={items} query={text} opened={opened} />
                )}
                {next === undefined || limit >= MOST ? null : (
                  <Button className="button" onPress={() => setLimit((now) => Math.min(MOST, now + PAGE))}>
                    {say('say.more')}
                  </Button>
                )}
              </>
            )}
          </Answered>
          <CommandBelow text={command} />
        </Panel>
        {opened > 0 ? <EventDetail key={opened} sequence={opened} onClose={() => filter({ open: undefined })} /> : null}
      </div>
    </Page>
  )
}

function Shown({ answer }: { readonly answer: v.InferOutput<typeof EventLogAnswer> | undefined }) {
  const say = useSay()
  if (answer === undefined) return null
  return <span className="soft small">{say('say.shown', { count: answer.items.length, total: answer.total })}</span>
}

/** Says to a screen reader that something came in; the eye sees the row. */
function Newest() {
  const say = useSay()
  const [words, setWords] = useState('')
  useLive(['event'], (data) => {
    if (typeof data === 'object' && data !== null && 'id' in data) setWords(say('events.new', { id: String(data.id) }))
  })
  return (
    <p className="unseen" role="status">
      {words}
    </p>
  )
}

function Filters() {
  const say = useSay()
  const { of, filter, isAny } = useFilters()
  const servers = useAnswer('/servers?limit=200', ServersAnswer)
  const names = servers.data?.items.map(({ name }) => name) ?? []
  return (
    <div className="filters" role="search">
      <TextFilter
        label={say('events.id')}
        value={of('id')}
        onChange={(id) => filter({ id })}
        hint="1037,2019"
        pattern={/^(\d{3,5}(,\d{3,5})*)?$/}
      />
      <TextFilter
        label={say('say.server')}
        value={of('server')}
        onChange={(server) => filter({ server })}
        among={names}
        pattern={/^[\w.-]*$/}
      />
      <TextFilter label={say('events.peer')} value={of('peer')} onChange={(peer) => filter({ peer })} among={names} />
      <Choice
        label={say('events.severity')}
        value={of('severity')}
        onChange={(severity) => filter({ severity })}
        options={[
          { id: '', text: say('events.any') },
          ...SEVERITIES.map((id) => ({ id, text: say(`severity.${id}`) })),
        ]}
      />
      {isAny ? (
        <Button
          className="button plain"
          onPress={() => filter(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
        >
          {say('events.clear')}
        </Button>
      ) : null}
    </div>
  )
}

function Histogram({ text }: { readonly text: string }) {
  const say = useSay()
  const { lang } = useManner()
  const answer = useAnswer(`/events/histogram?${joined(text, `bars=${String(BARS)}`)}`, HistogramAnswer, ['event'])
  const { data } = answer
  const times = useMemo(
    () => (data === undefined ? [] : data.error.map((_, at) => data.fromMs + at * data.stepMs)),
    [data],
  )
  const series = useMemo((): readonly Series[] => {
    if (data === undefined) return []
    return [
      { label: say('severity.error'), colour: '--bad', values: data.error },
      { label: say('severity.warning'), colour: '--warn', values: data.warning },
      { label: say('severity.information'), colour: '--line-strong', values: data.information },
    ]
  }, [data, say])
  return (
    <Panel title={say('events.chart')}>
      <Answered answer={answer}>
        {() => (
          <TimeBars label={say('events.chart')} times={times} series={series}>
            <table>
              <caption>{say('events.chart')}</caption>
              <thead>
                <tr>
                  <th scope="col">{say('events.when')}</th>
                  {series.map(({ label }) => (
                    <th key={label} scope="col">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {times.map((time, at) =>
                  series.every(({ values }) => values[at] === 0) ? null : (
                    <tr key={time}>
                      <th scope="row">{dateTime(lang, time)}</th>
                      {series.map(({ label, values }) => (
                        <td key={label}>{values[at]}</td>
                      ))}
                    </tr>
                  ),
                )}
              </tbody>
            </table>
          </TimeBars>
        )}
      </Answered>
    </Panel>
  )
}
