/** A pair of servers: what was seen last, and a real handshake now, stage by stage. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import * as v from 'valibot'
import { ActionAnswer } from '../../../src/console/contract/actions.ts'
import { ServerItem } from '../../../src/console/contract/look.ts'
import { change } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useManner, useSay } from '../manner.tsx'
import { CommandBelow } from '../parts/command.tsx'
import { Detail } from '../parts/detail.tsx'
import { Icon } from '../parts/icon.tsx'
import { Link } from '../parts/link.tsx'
import { Answered, ProblemPanel, Waiting } from '../parts/states.tsx'
import { At, Day } from '../parts/when.tsx'
import { useMayChange } from '../session.tsx'
import { isPlainWord } from '../words/words.ts'
import type { Cell } from './matrix-canvas.tsx'
import type { MapServer, TrustMap } from './model.ts'

interface StagesProps {
  readonly map: TrustMap
  readonly cell: Cell
  readonly onClose: () => void
}

const Verified = v.object({
  trusted: v.boolean(),
  steps: v.array(
    v.object({ stage: v.string(), passed: v.boolean(), detail: v.string(), cause: v.optional(v.string()) }),
  ),
})
type Handshake = v.InferOutput<typeof Verified>

export function PairPanel({ map, cell, onClose }: StagesProps) {
  const say = useSay()
  const [from, to] = [map.servers[cell.from], map.servers[cell.to]]
  if (from === undefined || to === undefined) return null
  const other = from.isSelf ? to : from
  const isOurs = from.isSelf || to.isSelf
  return (
    <Detail
      label={say('map.pair')}
      heading={
        <>
          {from.short} → {to.short}
        </>
      }
      onClose={onClose}
    >
      <Way map={map} from={from} to={to} />
      <Way map={map} from={to} to={from} />
      {isOurs ? <Shake other={other} /> : <Elsewhere from={from} to={to} />}
      <Published server={other} />
    </Detail>
  )
}

function Way({ map, from, to }: { readonly map: TrustMap; readonly from: MapServer; readonly to: MapServer }) {
  const say = useSay()
  const { state, atMs, cause } = map.pairOf(from.at, to.at)
  if (state === 'same') return null
  return (
    <div className="stack">
      <p className="row">
        <strong>
          {from.short} → {to.short}
        </strong>
        <span className={`badge wrap ${{ trusted: 'good', refused: 'bad', expected: '', impossible: 'warn' }[state]}`}>
          {say(`map.${state}`)}
        </span>
        {atMs === undefined ? null : (
          <span className="soft small">
            <At at={new Date(atMs).toISOString()} />
          </span>
        )}
      </p>
      {cause === undefined ? null : <p>{cause}</p>}
    </div>
  )
}

/** Only the server itself can say how its own handshakes go. */
function Elsewhere({ from, to }: { readonly from: MapServer; readonly to: MapServer }) {
  const say = useSay()
  return (
    <>
      <p className="soft">{say('map.elsewhere', { server: from.name })}</p>
      <CommandBelow text={`hubtrust verify ${to.name}`} />
    </>
  )
}

function Published({ server }: { readonly server: MapServer }) {
  const say = useSay()
  return (
    <dl className="facts">
      <dt>{say('say.server')}</dt>
      <dd>{server.name}</dd>
      <dt>{say('map.published')}</dt>
      <dd>{server.isPublished ? <Day at={server.notAfter} /> : say('map.not-published')}</dd>
      {server.isEnabled ? null : (
        <>
          <dt>{say('lab.state')}</dt>
          <dd>{say('map.disabled')}</dd>
        </>
      )}
    </dl>
  )
}

function useHandshake(server: string) {
  const { lang } = useManner()
  const [isBusy, setBusy] = useState(false)
  const [handshake, setHandshake] = useState<Handshake>()
  const [problem, setProblem] = useState<Problem>()
  const shake = (address: string) => {
    setBusy(true)
    setProblem(undefined)
    change('/actions/verify', ActionAnswer, { lang, body: { address, server } })
      .then(
        ({ result }) => setHandshake(v.parse(Verified, result)),
        (error: unknown) => setProblem(problemOf(error)),
      )
      .finally(() => setBusy(false))
  }
  return { isBusy, handshake, problem, shake }
}

function Shake({ other }: { readonly other: MapServer }) {
  const say = useSay()
  const mayChange = useMayChange()
  const server = useAnswer(`/servers/${encodeURIComponent(other.name)}`, ServerItem)
  const { isBusy, handshake, problem, shake } = useHandshake(other.name)
  return (
    <Answered answer={server}>
      {({ addresses: [address = other.name] }) => (
        <div className="stack">
          {mayChange ? (
            <div className="buttons">
              <Button className="button first" isDisabled={isBusy} onPress={() => shake(address)}>
                {say('map.shake')}
              </Button>
            </div>
          ) : null}
          {isBusy ? <Waiting text={say('map.shaking')} /> : null}
          {problem === undefined ? null : <ProblemPanel problem={problem} />}
          {handshake === undefined || isBusy ? null : <Stages handshake={handshake} />}
          <CommandBelow text={`hubtrust verify ${address} --server ${other.name}`} />
        </div>
      )}
    </Answered>
  )
}

function Stages({ handshake }: { readonly handshake: Handshake }) {
  const say = useSay()
  return (
    <div className="stack" role="status">
      <p>
        <span className={`badge ${handshake.trusted ? 'good' : 'bad'}`}>
          {say(handshake.trusted ? 'map.holds' : 'map.fails')}
        </span>
      </p>
      <ol className="stages">
        {handshake.steps.map(({ stage, passed, detail, cause }) => {
          const word = `stage.${stage}`
          return (
            <li key={stage}>
              <span className={passed ? 'good-text' : 'bad-text'}>
                <Icon name={passed ? 'check' : 'cross'} size={15} />
                <span className="unseen">{say(passed ? 'check.pass' : 'check.fail')}</span>
              </span>
              <div>
                <strong>{isPlainWord(word) ? say(word) : stage}</strong>
                <p className="small">{detail}</p>
                {cause === undefined ? null : <code>{cause}</code>}
              </div>
            </li>
          )
        })}
      </ol>
      {handshake.trusted ? null : <Link href="/doctor">{say('events.doctor')}</Link>}
    </div>
  )
}
