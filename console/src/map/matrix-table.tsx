/** The matrix of a few servers as a table: each cell a button with its words. */
import { useSay } from '../manner.tsx'
import { Icon, type IconName } from '../parts/icon.tsx'
import type { Cell } from './matrix-canvas.tsx'
import type { PairState, TrustMap } from './model.ts'

interface MatrixTableProps {
  readonly map: TrustMap
  readonly describe: (cell: Cell) => string
  readonly onOpen: (cell: Cell) => void
}

const ICONS: Readonly<Record<PairState, IconName>> = {
  trusted: 'check',
  refused: 'cross',
  expected: 'check',
  impossible: 'alert',
  same: 'minus',
}

export function MatrixTable({ map, describe, onOpen }: MatrixTableProps) {
  const say = useSay()
  return (
    <div className="scroll" role="group" aria-label={say('map.matrix')} tabIndex={0}>
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col">{say('lab.from-to')}</th>
            {map.servers.map(({ name, short }) => (
              <th key={name} scope="col" title={name}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {map.servers.map((from) => (
            <tr key={from.name}>
              <th scope="row" title={from.name}>
                {from.short}
              </th>
              {map.servers.map((to) => {
                const { state } = map.pairOf(from.at, to.at)
                if (state === 'same') return <td key={to.name}>–</td>
                const cell = { from: from.at, to: to.at }
                return (
                  <td key={to.name}>
                    <button
                      type="button"
                      className={`pair-cell ${state}`}
                      title={describe(cell)}
                      onClick={() => onOpen(cell)}
                    >
                      <Icon name={ICONS[state]} size={16} />
                      <span className="unseen">{describe(cell)}</span>
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
