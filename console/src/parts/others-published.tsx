/** What the directory holds for every server. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { ServersAnswer } from '../../../src/console/contract/look.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSay } from '../manner.tsx'
import { TextFilter } from './fields.tsx'
import { Panel } from './page.tsx'
import { Answered, Empty } from './states.tsx'
import { Day } from './when.tsx'

const PAGE = 25

export function OthersPublished() {
  const say = useSay()
  const [q, setQ] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const answer = useAnswer(`/servers?limit=${String(limit)}&q=${encodeURIComponent(q)}`, ServersAnswer, ['directory'])
  return (
    <Panel title={say('certificates.published')}>
      <div className="filters">
        <TextFilter label={say('say.server')} value={q} onChange={setQ} />
      </div>
      <Answered answer={answer}>
        {({ items, next, total }) => (
          <>
            {items.length === 0 ? <Empty>{say('directory.no-servers')}</Empty> : null}
            <table className="cards">
              <thead>
                <tr>
                  <th scope="col">{say('say.server')}</th>
                  <th scope="col">{say('certificates.thumbprint')}</th>
                  <th scope="col">{say('certificates.until')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ name, certificates }) => (
                  <tr key={name}>
                    <th scope="row" className="name">
                      {name}
                    </th>
                    <td>
                      {certificates.length === 0 ? (
                        <span className="bad-text">{say('certificates.none-published')}</span>
                      ) : null}
                      {certificates.map(({ thumbprint }) => (
                        <p key={thumbprint}>
                          <code>{thumbprint}</code>
                        </p>
                      ))}
                    </td>
                    <td>
                      {certificates.map(({ thumbprint, notAfter }) => (
                        <p key={thumbprint}>
                          <Day at={notAfter} />
                        </p>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <div className="row">
              <span className="soft small">{say('say.shown', { count: items.length, total })}</span>
              {next === undefined ? null : (
                <Button className="button" onPress={() => setLimit((now) => now + PAGE)}>
                  {say('say.more')}
                </Button>
              )}
            </div>
          </>
        )}
      </Answered>
    </Panel>
  )
}
