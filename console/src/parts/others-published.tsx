/** What the directory holds for every server. */
import { useSay } from '../manner.tsx'
import { ServerList, type Server } from './server-list.tsx'
import { Day } from './when.tsx'

const PAGE = 25

export function OthersPublished() {
  const say = useSay()
  return <ServerList title={say('certificates.published')} page={PAGE} table={(items) => <Published items={items} />} />
}

function Published({ items }: { readonly items: readonly Server[] }) {
  const say = useSay()
  return (
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
  )
}
