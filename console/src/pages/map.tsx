/** Who trusts whom: every server to every server, as matrix, as graph and as a list. */
import { useMemo, useState } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { MapAnswer } from '../../../src/console/contract/look.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useManner, useSay } from '../manner.tsx'
import { GraphCanvas } from '../map/graph-canvas.tsx'
import { MatrixCanvas, type Cell } from '../map/matrix-canvas.tsx'
import { MatrixTable } from '../map/matrix-table.tsx'
import { trustMapOf, type TrustMap } from '../map/model.ts'
import { ServersTable } from '../map/servers-table.tsx'
import { PairPanel } from '../map/stages.tsx'
import { Choice } from '../parts/fields.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Answered } from '../parts/states.tsx'
import { dateTime } from '../parts/when.tsx'
import { useRoute } from '../route.tsx'

const VIEWS = ['matrix', 'graph', 'list'] as const
/** So many a table can hold; more are drawn. */
const FEW = 24
const ZOOMS = ['4', '9', '16', '24'] as const
const LEGEND = ['trusted', 'refused', 'expected', 'impossible'] as const

export function MapPage() {
  const say = useSay()
  const answer = useAnswer('/map', MapAnswer, ['status', 'directory'])
  return (
    <Page title={say('nav.map')} about={say('map.about')}>
      <Answered answer={answer}>{(data) => <Shown data={data} />}</Answered>
    </Page>
  )
}

/** The pair in the address, by names. */
function useOpened(map: TrustMap) {
  const { query, filter } = useRoute()
  const indexOf = (name: string | null) => map.servers.findIndex((server) => server.name === name)
  const [from, to] = [indexOf(query.get('from')), indexOf(query.get('to'))]
  return {
    cell: from < 0 || to < 0 ? undefined : { from, to },
    open: ({ from: a, to: b }: Cell) => filter({ from: map.servers[a]?.name, to: map.servers[b]?.name }),
    close: () => filter({ from: undefined, to: undefined }),
  }
}

function useDescription(map: TrustMap) {
  const { lang, say } = useManner()
  return ({ from, to }: Cell): string => {
    const { state, atMs, cause } = map.pairOf(from, to)
    const names = `${map.servers[from]?.short ?? ''} → ${map.servers[to]?.short ?? ''}`
    if (state === 'same') return names
    const when = atMs === undefined ? '' : `, ${dateTime(lang, atMs)}`
    return `${names}: ${say(`map.${state}`)}${when}${cause === undefined ? '' : `. ${cause}`}`
  }
}

function Shown({ data }: { readonly data: Parameters<typeof trustMapOf>[0] }) {
  const say = useSay()
  const { query, filter } = useRoute()
  const map = useMemo(() => trustMapOf(data), [data])
  const { cell, open, close } = useOpened(map)
  const view = VIEWS.find((each) => each === query.get('view')) ?? 'matrix'
  return (
    <div className={cell === undefined ? '' : 'split'}>
      <Panel
        title={say('map.servers', { count: map.servers.length })}
        aside={
          <ToggleButtonGroup
            className="toggles"
            aria-label={say('map.view')}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[view]}
            onSelectionChange={(keys) => filter({ view: VIEWS.find((each) => keys.has(each)) })}
          >
            {VIEWS.map((each) => (
              <ToggleButton key={each} id={each}>
                {say(`map.${each}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        }
      >
        {view === 'matrix' ? <Matrix map={map} cell={cell} onOpen={open} /> : null}
        {view === 'graph' ? (
          <GraphCanvas
            map={map}
            label={say('map.graph-label', { count: map.servers.length })}
            chosen={cell?.to === map.self ? cell.from : cell?.to}
            onOpen={(server) => open({ from: map.self, to: server })}
          />
        ) : null}
        {view === 'list' ? <ServersTable map={map} onOpen={open} /> : <Legend />}
      </Panel>
      {cell === undefined ? null : (
        <PairPanel key={`${String(cell.from)} ${String(cell.to)}`} map={map} cell={cell} onClose={close} />
      )}
    </div>
  )
}

interface MatrixProps {
  readonly map: TrustMap
  readonly cell: Cell | undefined
  readonly onOpen: (cell: Cell) => void
}

function Matrix({ map, cell, onOpen }: MatrixProps) {
  const say = useSay()
  const describe = useDescription(map)
  const [zoom, setZoom] = useState<string>(ZOOMS[2])
  if (map.servers.length <= FEW) return <MatrixTable map={map} describe={describe} onOpen={onOpen} />
  return (
    <>
      <div className="filters">
        <Choice
          label={say('map.zoom')}
          value={zoom}
          onChange={setZoom}
          options={ZOOMS.map((id) => ({ id, text: say(`map.zoom-${id}`) }))}
        />
      </div>
      <MatrixCanvas map={map} zoom={Number(zoom)} cell={cell} describe={describe} onOpen={onOpen} />
    </>
  )
}

function Legend() {
  const say = useSay()
  return (
    <ul className="legend">
      {LEGEND.map((state) => (
        <li key={state}>
          <span className={`swatch ${state}`} aria-hidden="true" />
          {say(`map.${state}`)}
        </li>
      ))}
    </ul>
  )
}
