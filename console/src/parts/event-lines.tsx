/** Events as rows; a row opens its explanation. */
import type { EventRow } from '../../../src/console/contract/look.ts'
import { useSay } from '../manner.tsx'
import { Link } from './link.tsx'
import { Severity } from './severity.tsx'
import { At } from './when.tsx'

interface EventLinesProps {
  readonly events: readonly EventRow[]
  /** Filters that stay while one is opened, as a query without its question mark. */
  readonly query?: string
  readonly opened?: number | undefined
}

export function EventLines({ events, query = '', opened }: EventLinesProps) {
  const say = useSay()
  return (
    <div className="scroll" role="group" aria-label={say('nav.events')} tabIndex={0}>
      <table className="events cards">
        <thead>
          <tr>
            <th scope="col">{say('events.when')}</th>
            <th scope="col">{say('events.id')}</th>
            <th scope="col">{say('events.severity')}</th>
            <th scope="col">{say('events.says')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.sequence} className={event.sequence === opened ? 'opened' : ''}>
              <td className="when">
                <At at={event.time} />
              </td>
              <td>
                <Link
                  href={`/events?${query === '' ? '' : `${query}&`}open=${String(event.sequence)}`}
                  label={say('events.open', { id: event.id })}
                >
                  {event.id}
                </Link>
              </td>
              <td>
                <Severity severity={event.severity} />
              </td>
              <td>
                {event.text}
                {event.count > 1 ? <span className="badge">{say('events.times', { count: event.count })}</span> : null}
                {event.causeText === undefined ? null : <p className="because">{event.causeText}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
