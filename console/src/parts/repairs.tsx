/** What was repaired, what that changed, and the way back. */
import { RepairsAnswer } from '../../../src/console/contract/doctor.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSay } from '../manner.tsx'
import { Action } from './action.tsx'
import { Panel } from './page.tsx'
import { Answered, Empty } from './states.tsx'
import { At } from './when.tsx'

export function Repairs() {
  const say = useSay()
  const repairs = useAnswer('/doctor/repairs', RepairsAnswer, ['doctor', 'status', 'certificate', 'directory'])
  return (
    <Panel title={say('doctor.repairs')}>
      <Answered answer={repairs}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say('doctor.no-repairs')}</Empty>
          ) : (
            <table className="cards">
              <thead>
                <tr>
                  <th scope="col">{say('events.when')}</th>
                  <th scope="col">{say('doctor.repair')}</th>
                  <th scope="col">{say('doctor.changes')}</th>
                  <th scope="col">{say('doctor.state')}</th>
                  <th scope="col">
                    <span className="unseen">{say('doctor.undo')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ id, at, by, title, finding, changes, state, canUndo }) => (
                  <tr key={id}>
                    <td>
                      <At at={at} />
                      <br />
                      <span className="soft small">{by}</span>
                    </td>
                    <td>
                      {title}
                      <br />
                      <code className="soft">{finding}</code>
                    </td>
                    <td>
                      {changes.map(({ what, now, after }) => (
                        <p key={what} className="small">
                          <code>{what}</code>
                          <br />
                          {now} → {after}
                        </p>
                      ))}
                    </td>
                    <td>{say(`doctor.repair-${state}`)}</td>
                    <td>
                      {canUndo ? (
                        <Action
                          label={say('doctor.undo')}
                          title={say('doctor.undo-title')}
                          confirm={say('doctor.undo-now')}
                          deed={{ name: 'doctor-undo', body: {} }}
                          onDone={repairs.reload}
                        />
                      ) : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answered>
    </Panel>
  )
}
