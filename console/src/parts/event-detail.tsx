/** One event: its cause and remedy, what the number means, and everything it carries. */
import { EventLogAnswer, ExplainAnswer } from '../../../src/console/contract/events.ts'
import type { EventRow } from '../../../src/console/contract/look.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSay } from '../manner.tsx'
import { Command, CommandBelow } from './command.tsx'
import { Detail } from './detail.tsx'
import { Link } from './link.tsx'
import { Severity } from './severity.tsx'
import { Answered, Empty } from './states.tsx'
import { At } from './when.tsx'

interface EventDetailProps {
  readonly sequence: number
  readonly onClose: () => void
}

export function EventDetail({ sequence, onClose }: EventDetailProps) {
  const say = useSay()
  const found = useAnswer(`/events/log?after=${String(sequence + 1)}&limit=1`, EventLogAnswer)
  const event = found.data?.items[0]
  return (
    <Detail
      label={say('events.details')}
      heading={event === undefined ? say('events.details') : `${String(event.id)} ${event.name}`}
      onClose={onClose}
    >
      <Answered answer={found}>
        {({ items: [item] }) => (item === undefined ? <Empty>{say('events.empty')}</Empty> : <Told event={item} />)}
      </Answered>
    </Detail>
  )
}

function Told({ event }: { readonly event: EventRow }) {
  const say = useSay()
  return (
    <>
      <p>{event.text}</p>
      <div className="notice warn">
        <h3>{say('events.cause')}</h3>
        <p>{event.causeText ?? say('events.no-cause')}</p>
        {event.remedy === undefined ? null : (
          <>
            <h3>{say('finding.remedy')}</h3>
            <p>{event.remedy}</p>
          </>
        )}
        <div className="buttons">
          <Link className="button first" href="/doctor">
            {say('events.doctor')}
          </Link>
        </div>
      </div>
      <Meaning id={event.cause ?? String(event.id)} />
      {event.cause === undefined ? null : <Meaning id={String(event.id)} />}
      <Carried event={event} />
    </>
  )
}

function Meaning({ id }: { readonly id: string }) {
  const say = useSay()
  const answer = useAnswer(`/explain/${id}`, ExplainAnswer)
  return (
    <details>
      <summary>{say('events.meaning', { id })}</summary>
      <Answered answer={answer}>
        {({ text, why, remedy, remedies = [] }) => (
          <div className="stack meaning">
            <p>{text}</p>
            {why === undefined ? null : <p>{why}</p>}
            {remedy === undefined ? null : <p>{remedy}</p>}
            {remedies.map(({ title, commands }) => (
              <div key={title} className="stack">
                <p>{title}</p>
                {commands.map((command) => (
                  <Command key={command} text={command} />
                ))}
              </div>
            ))}
            <CommandBelow text={`hubtrust explain ${id}`} />
          </div>
        )}
      </Answered>
    </details>
  )
}

function Carried({ event }: { readonly event: EventRow }) {
  const say = useSay()
  const { time, severity, category, server, count, sequence, args, proof = {} } = event
  return (
    <details open>
      <summary>{say('events.details')}</summary>
      <dl className="facts meaning">
        <dt>{say('events.when')}</dt>
        <dd>
          <At at={time} /> {count > 1 ? `(${say('events.times', { count })})` : ''}
        </dd>
        <dt>{say('events.severity')}</dt>
        <dd>
          <Severity severity={severity} />
        </dd>
        <dt>{say('events.category')}</dt>
        <dd>{category}</dd>
        <dt>{say('say.server')}</dt>
        <dd>{server}</dd>
        <dt>{say('events.sequence')}</dt>
        <dd>{sequence}</dd>
        {Object.entries({ ...args, ...proof }).map(([name, value]) => (
          <div key={name} className="pair">
            <dt>
              <code>{name}</code>
            </dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
