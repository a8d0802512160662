/** Is something refused right now, why, and what to press. */
import type * as v from 'valibot'
import { OverviewAnswer } from '../../../src/console/contract/look.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useManner, useSay } from '../manner.tsx'
import { EventLines } from '../parts/event-lines.tsx'
import { FindingBody, FindingHead, RepairButton } from '../parts/finding.tsx'
import { Icon } from '../parts/icon.tsx'
import { Link } from '../parts/link.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Peers } from '../parts/peers.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { Ago, Day, span } from '../parts/when.tsx'

type Overview = v.InferOutput<typeof OverviewAnswer>

const RECENT = 6
const MILD: readonly string[] = ['low', 'info']

export function OverviewPage() {
  const say = useSay()
  const overview = useAnswer('/overview', OverviewAnswer, ['status', 'event', 'certificate', 'directory', 'doctor'])
  return (
    <Page title={say('nav.overview')}>
      <Answered answer={overview}>{(data) => <Now overview={data} reload={overview.reload} />}</Answered>
    </Page>
  )
}

interface NowProps {
  readonly overview: Overview
  readonly reload: () => void
}

function Now({ overview, reload }: NowProps) {
  const say = useSay()
  const { peers, lastRefusals } = overview
  return (
    <>
      <Verdict overview={overview} reload={reload} />
      <div className="columns">
        <Panel title={say('overview.peers')} aside={<Link href="/map">{say('nav.map')}</Link>}>
          <Peers peers={peers} />
        </Panel>
        <ThisServer overview={overview} />
      </div>
      <Panel title={say('overview.recent')} aside={<Link href="/events">{say('overview.all-events')}</Link>}>
        {lastRefusals.length === 0 ? (
          <Empty>{say('overview.recent-empty')}</Empty>
        ) : (
          <EventLines events={lastRefusals.slice(0, RECENT)} />
        )}
      </Panel>
    </>
  )
}

type State = 'trusted' | 'not-trusted' | 'warnings' | 'unknown'

function stateOf({ verdict, doctor, refusedPeers }: Overview): State {
  if (verdict === 'not-trusted') return 'not-trusted'
  if (refusedPeers.length > 0 || doctor?.findings.some(({ severity }) => !MILD.includes(severity)) === true) {
    return 'warnings'
  }
  return verdict
}

const LOOK = {
  trusted: { look: 'good', icon: 'check' },
  'not-trusted': { look: 'bad', icon: 'cross' },
  warnings: { look: 'warn', icon: 'alert' },
  unknown: { look: '', icon: 'info' },
} as const

function Verdict({ overview, reload }: NowProps) {
  const say = useSay()
  const { doctor, refusedPeers } = overview
  const { look, icon } = LOOK[stateOf(overview)]
  const [worst, ...others] = doctor?.findings ?? []
  return (
    <section className={`panel verdict ${look}`} aria-label={say('overview.verdict')}>
      <div className="verdict-line" role="status">
        <span className={`mark ${look}`} aria-hidden="true">
          <Icon name={icon} size={22} />
        </span>
        <div>
          <h2>{say(`overview.${stateOf(overview)}`)}</h2>
          {doctor === undefined ? null : (
            <p className="soft small">
              {say('overview.checked')} <Ago at={doctor.takenAt} />
            </p>
          )}
        </div>
        <Link className="button" href="/doctor">
          {say(worst === undefined ? 'overview.run-doctor' : 'overview.look')}
        </Link>
      </div>
      {refusedPeers.length === 0 ? null : <RefusedPeers peers={refusedPeers} />}
      {worst === undefined ? null : (
        <div className="stack worst">
          <FindingHead finding={worst} />
          <FindingBody finding={worst} onRepaired={reload} />
        </div>
      )}
      {others.map((finding) => (
        <div key={finding.id} className="row other">
          <FindingHead finding={finding} />
          <RepairButton finding={finding} onRepaired={reload} />
        </div>
      ))}
    </section>
  )
}

function RefusedPeers({ peers }: { readonly peers: Overview['refusedPeers'] }) {
  const say = useSay()
  return (
    <ul className="refused">
      {peers.map(({ server, direction, at, causeText, remedy }) => (
        <li key={`${server} ${direction}`}>
          <strong>{say(`overview.refused-${direction}`, { server })}</strong> <Ago at={at} />
          {causeText === undefined ? null : <p>{causeText}</p>}
          {remedy === undefined ? null : <p className="soft">{remedy}</p>}
        </li>
      ))}
    </ul>
  )
}

function CertificateFacts({ certificate }: { readonly certificate: Overview['certificate'] }) {
  const say = useSay()
  return (
    <>
      <dt>{say('overview.certificate')}</dt>
      {certificate === undefined ? (
        <dd>
          <strong className="bad-text">{say('overview.no-certificate')}</strong>
        </dd>
      ) : (
        <dd>
          {certificate.subject}
          <br />
          <Link href={`/certificates?of=${certificate.thumbprint}`}>
            <code>{certificate.thumbprint}</code>
          </Link>
        </dd>
      )}
      {certificate === undefined ? null : (
        <>
          <dt>{say('overview.valid-until')}</dt>
          <dd>
            <Day at={certificate.notAfter} />
          </dd>
        </>
      )}
    </>
  )
}

function ThisServer({ overview }: { readonly overview: Overview }) {
  const { lang, say } = useManner()
  const { certificate, directory, sessions } = overview
  const { open, trusted, refused } = sessions
  return (
    <Panel title={say('overview.this')}>
      <dl className="facts">
        <CertificateFacts certificate={certificate} />
        <dt>{say('nav.directory')}</dt>
        <dd>
          {say('overview.directory-holds', { servers: directory.servers, certificates: directory.certificates })}
          <br />
          <span className={directory.isStale ? 'bad-text' : 'soft'}>
            {say('overview.directory-age', { age: span(lang, directory.ageMs) })}
          </span>
          {directory.problem === undefined ? null : <p>{directory.problem}</p>}
        </dd>
        <dt>{say('overview.sessions')}</dt>
        <dd>{say('overview.sessions-line', { open, trusted, refused })}</dd>
      </dl>
    </Panel>
  )
}
