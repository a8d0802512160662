/** The lab: mail between its servers as it flows, and every cause to break and to repair. */
import { useState } from 'react'
import * as v from 'valibot'
import { LIVE } from '../../../src/console/contract/events.ts'
import { LabAnswer } from '../../../src/console/contract/lab.ts'
import { useLive } from '../api/live.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useManner, useSay } from '../manner.tsx'
import { Action } from '../parts/action.tsx'
import { Icon } from '../parts/icon.tsx'
import { Link } from '../parts/link.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { timeOf } from '../parts/when.tsx'

type Lab = v.InferOutput<typeof LabAnswer>
type Mail = v.InferOutput<typeof LIVE.mail>

const KEPT = 40

export function LabPage() {
  const say = useSay()
  const lab = useAnswer('/lab', LabAnswer, ['status', 'event', 'certificate', 'directory'])
  const mails = useMails()
  return (
    <Page title={say('nav.lab')} about={say('lab.about')}>
      <Answered answer={lab}>
        {(data) => (
          <>
            <Broken lab={data} onDone={lab.reload} />
            <div className="columns">
              <Flow lab={data} mails={mails} />
              <MailLog mails={mails} />
            </div>
            <Breakages lab={data} onDone={lab.reload} />
          </>
        )}
      </Answered>
    </Page>
  )
}

/** The last letters, newest first. */
function useMails(): readonly Mail[] {
  const [mails, setMails] = useState<readonly Mail[]>([])
  useLive(['mail'], (data) => {
    const { success, output } = v.safeParse(LIVE.mail, data)
    if (success) setMails((before) => [output, ...before].slice(0, KEPT))
  })
  return mails
}

interface LabProps {
  readonly lab: Lab
  readonly onDone: () => void
}

function Broken({ lab, onDone }: LabProps) {
  const say = useSay()
  const broken = lab.breakages.filter(({ isBroken }) => isBroken)
  if (broken.length === 0) return null
  return (
    <div className="notice warn" role="status">
      <strong>{say('lab.broken')}</strong>
      <ul className="consequences">
        {broken.map(({ short, text }) => (
          <li key={short} className="sentence">
            {text}
          </li>
        ))}
      </ul>
      <div className="buttons">
        <Link className="button first" href="/">
          {say('lab.see')}
        </Link>
        <Action
          label={say('lab.repair-all')}
          title={say('lab.repair-all-title')}
          confirm={say('lab.repair-now')}
          deed={{ name: 'lab-repair', body: {} }}
          onDone={onDone}
        />
      </div>
    </div>
  )
}

const shortOf = (name: string): string => name.split('.')[0] ?? name

/** Who sends to whom, and how the last letter fared. */
function Flow({ lab, mails }: { readonly lab: Lab; readonly mails: readonly Mail[] }) {
  const say = useSay()
  const last = (from: string, to: string) => mails.find((mail) => mail.from === from && mail.to === to)
  return (
    <Panel title={say('lab.flow')}>
      <table className="flow">
        <thead>
          <tr>
            <th scope="col">{say('lab.from-to')}</th>
            {lab.servers.map(({ name }) => (
              <th key={name} scope="col">
                {shortOf(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lab.servers.map((from) => (
            <tr key={from.name}>
              <th scope="row">{shortOf(from.name)}</th>
              {lab.servers.map((to) => (
                <td key={to.name}>
                  {from.name === to.name ? <span className="soft">–</span> : <Fared mail={last(from.name, to.name)} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function Fared({ mail }: { readonly mail: Mail | undefined }) {
  const say = useSay()
  if (mail === undefined) return <span className="badge">{say('lab.waiting')}</span>
  const isDelivered = mail.state === 'delivered'
  return (
    // A new key plays the animation again: each letter is seen to arrive.
    <span key={mail.messageId ?? mail.at} className={`badge arrived ${isDelivered ? 'good' : 'bad'}`}>
      <Icon name={isDelivered ? 'check' : 'cross'} size={13} />
      {say(`lab.${mail.state}`)}
    </span>
  )
}

function MailLog({ mails }: { readonly mails: readonly Mail[] }) {
  const { lang, say } = useManner()
  return (
    <Panel title={say('lab.mail')}>
      {mails.length === 0 ? <Empty>{say('lab.no-mail')}</Empty> : null}
      <ol className="mail-log" aria-label={say('lab.mail')} tabIndex={0}>
        {mails.map(({ at, from, to, state, trustedAs, reason, messageId }, index) => (
          <li key={`${messageId ?? ''} ${at} ${String(index)}`}>
            <time dateTime={at} className="soft">
              {timeOf(lang, at)}
            </time>
            <span className={state === 'delivered' ? 'good-text' : 'bad-text'}>
              {shortOf(from)} → {shortOf(to)} {say(`lab.${state}`)}
            </span>
            <span className="soft">
              {trustedAs === undefined ? reason : say('lab.trusted-as', { server: trustedAs })}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Breakages({ lab, onDone }: LabProps) {
  const say = useSay()
  return (
    <Panel title={say('lab.causes')}>
      <table className="cards">
        <thead>
          <tr>
            <th scope="col">{say('lab.what')}</th>
            <th scope="col">{say('lab.cause')}</th>
            <th scope="col">{say('say.server')}</th>
            <th scope="col">{say('lab.state')}</th>
            <th scope="col">
              <span className="unseen">{say('lab.do')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lab.breakages.map(({ cause, short, text, isBroken, server }) => (
            <tr key={short}>
              <td>
                <span className="sentence">{text}</span>
              </td>
              <td>
                <code>{cause}</code>
              </td>
              <td data-label={say('say.server')}>{shortOf(server)}</td>
              <td>
                <span className={`badge ${isBroken ? 'bad' : 'good'}`}>
                  {say(isBroken ? 'lab.is-broken' : 'lab.is-whole')}
                </span>
              </td>
              <td>
                <Action
                  label={say(isBroken ? 'lab.repair' : 'lab.break')}
                  name={`${say(isBroken ? 'lab.repair' : 'lab.break')} ${short}`}
                  title={text}
                  confirm={say(isBroken ? 'lab.repair-now' : 'lab.break-now')}
                  deed={{ name: isBroken ? 'lab-repair' : 'lab-break', body: { cause: short } }}
                  onDone={onDone}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
