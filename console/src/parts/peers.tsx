/** The servers this one has shaken hands with, the last time each way. */
import type * as v from 'valibot'
import type { PeerSeen } from '../../../src/console/contract/look.ts'
import { useSay } from '../manner.tsx'
import { Empty } from './states.tsx'
import { Ago } from './when.tsx'

type Peer = v.InferOutput<typeof PeerSeen>

const WAYS = ['outbound', 'inbound'] as const

function Outcome({ peer }: { readonly peer: Peer | undefined }) {
  const say = useSay()
  if (peer === undefined) return <span className="soft">–</span>
  return (
    <>
      <span className={`badge ${peer.outcome === 'trusted' ? 'good' : 'bad'}`}>
        {say(`overview.outcome-${peer.outcome}`)}
      </span>{' '}
      <span className="soft small">
        <Ago at={peer.at} />
      </span>
      {peer.causeText === undefined ? null : <p className="because">{peer.causeText}</p>}
    </>
  )
}

export function Peers({ peers }: { readonly peers: readonly Peer[] }) {
  const say = useSay()
  const names = [...new Set(peers.map(({ server }) => server))].toSorted()
  if (names.length === 0) return <Empty>{say('overview.peers-empty')}</Empty>
  const seen = (server: string, way: string) => peers.find((peer) => peer.server === server && peer.direction === way)
  return (
    <table className="cards">
      <thead>
        <tr>
          <th scope="col">{say('say.server')}</th>
          {WAYS.map((way) => (
            <th key={way} scope="col">
              {say(`overview.${way}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((server) => (
          <tr key={server}>
            <th scope="row" className="name">
              {server}
            </th>
            {WAYS.map((way) => (
              <td key={way} data-label={say(`overview.${way}`)}>
                <Outcome peer={seen(server, way)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
