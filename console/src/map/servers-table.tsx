/** The same as map and graph for those who read: every server, how it went each way. */
import { useState } from 'react'
import { useSay } from '../manner.tsx'
import { TextFilter, Tick } from '../parts/fields.tsx'
import { More } from '../parts/more.tsx'
import { Empty } from '../parts/states.tsx'
import { Ago, Day } from '../parts/when.tsx'
import type { Cell } from './matrix-canvas.tsx'
import type { MapServer, Pair, TrustMap } from './model.ts'

interface ServersTableProps {
  readonly map: TrustMap
  readonly onOpen: (cell: Cell) => void
}

const PAGE = 50

export function ServersTable({ map, onOpen }: ServersTableProps) {
  const say = useSay()
  const [q, setQ] = useState('')
  const [onlyBad, setOnlyBad] = useState(false)
  const [limit, setLimit] = useState(PAGE)
  const isBad = ({ at }: MapServer) =>
    [map.pairOf(map.self, at), map.pairOf(at, map.self)].some(
      ({ state }) => state === 'refused' || state === 'impossible',
    )
  const shown = map.servers.filter(
    (server) => !server.isSelf && server.name.includes(q.toLowerCase()) && (!onlyBad || isBad(server)),
  )
  return (
    <>
      <div className="filters">
        <TextFilter label={say('say.server')} value={q} onChange={setQ} />
        <Tick isOn={onlyBad} onChange={setOnlyBad}>
          {say('map.only-bad')}
        </Tick>
      </div>
      {shown.length === 0 ? <Empty>{say('directory.no-servers')}</Empty> : null}
      <table className="cards">
        <thead>
          <tr>
            <th scope="col">{say('say.server')}</th>
            <th scope="col">{say('overview.outbound')}</th>
            <th scope="col">{say('overview.inbound')}</th>
            <th scope="col">{say('map.published')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, limit).map((server) => (
            <tr key={server.name}>
              <th scope="row" className="name">
                <button type="button" className="link" onClick={() => onOpen({ from: map.self, to: server.at })}>
                  {server.name}
                </button>
              </th>
              <td data-label={say('overview.outbound')}>
                <Seen pair={map.pairOf(map.self, server.at)} />
              </td>
              <td data-label={say('overview.inbound')}>
                <Seen pair={map.pairOf(server.at, map.self)} />
              </td>
              <td data-label={say('map.published')}>
                {server.isPublished ? <Day at={server.notAfter} /> : say('map.not-published')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More
        count={Math.min(limit, shown.length)}
        total={shown.length}
        onMore={shown.length > limit ? () => setLimit((now) => now + PAGE) : undefined}
      />
    </>
  )
}

function Seen({ pair }: { readonly pair: Pair }) {
  const say = useSay()
  const { state, atMs, cause } = pair
  if (state === 'same') return null
  const look = { trusted: 'good', refused: 'bad', expected: '', impossible: 'warn' }[state]
  return (
    <>
      <span className={`badge wrap ${look}`}>{say(`map.${state}`)}</span>{' '}
      {atMs === undefined ? null : (
        <span className="soft small">
          <Ago at={new Date(atMs).toISOString()} />
        </span>
      )}
      {cause === undefined ? null : <p className="because">{cause}</p>}
    </>
  )
}
