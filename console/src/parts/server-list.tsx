/** The servers of the directory, some at a time, by name: what is shown of each is for the page. */
import { useState, type ReactNode } from 'react'
import type * as v from 'valibot'
import { ServersAnswer, type ServerItem } from '../../../src/console/contract/look.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSay } from '../manner.tsx'
import { TextFilter } from './fields.tsx'
import { More } from './more.tsx'
import { Panel } from './page.tsx'
import { Answered, Empty } from './states.tsx'

export type Server = v.InferOutput<typeof ServerItem>

interface ServerListProps {
  readonly title: string
  /** So many more each time. */
  readonly page: number
  readonly table: (items: readonly Server[], reload: () => void) => ReactNode
}

export function ServerList({ title, page, table }: ServerListProps) {
  const say = useSay()
  const [q, setQ] = useState('')
  const [limit, setLimit] = useState(page)
  const answer = useAnswer(`/servers?limit=${String(limit)}&q=${encodeURIComponent(q)}`, ServersAnswer, ['directory'])
  return (
    <Panel title={title}>
      <div className="filters">
        <TextFilter label={say('say.server')} value={q} onChange={setQ} />
      </div>
      <Answered answer={answer}>
        {({ items, next, total }) => (
          <>
            {items.length === 0 ? <Empty>{say('directory.no-servers')}</Empty> : null}
            {table(items, answer.reload)}
            <More
              count={items.length}
              total={total}
              onMore={next === undefined ? undefined : () => setLimit((now) => now + page)}
            />
          </>
        )}
      </Answered>
    </Panel>
  )
}
