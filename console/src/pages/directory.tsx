/** The directory: how old what is known is, what it holds, what travels through it, and changes to its servers. */
import type * as v from 'valibot'
import { DirectoryAnswer } from '../../../src/console/contract/look.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useManner, useSay } from '../manner.tsx'
import { Action } from '../parts/action.tsx'
import { AddServer } from '../parts/add-server.tsx'
import { Command } from '../parts/command.tsx'
import { Link } from '../parts/link.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { ServerList, type Server } from '../parts/server-list.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { Day, span } from '../parts/when.tsx'
import { useMayChange, useMe } from '../session.tsx'

type Directory = v.InferOutput<typeof DirectoryAnswer>

const PAGE = 50

export function DirectoryPage() {
  const say = useSay()
  const { role } = useMe()
  const directory = useAnswer('/directory', DirectoryAnswer, ['directory', 'status'])
  return (
    <Page
      title={say('nav.directory')}
      about={say('directory.about')}
      buttons={role === 'organization-admin' ? <AddServer onDone={directory.reload} /> : undefined}
    >
      <Answered answer={directory}>
        {(data) => (
          <div className="columns">
            <State directory={data} />
            <EndingSoon directory={data} />
          </div>
        )}
      </Answered>
      <Servers />
    </Page>
  )
}

function State({ directory }: { readonly directory: Directory }) {
  const { lang, say } = useManner()
  const { kind, ageMs, isStale, problem, maxStaleMs, changeNumber, enabled, disabled, withoutCertificate } = directory
  return (
    <Panel title={say('directory.state')}>
      {isStale ? <p className="problem">{say('directory.stale')}</p> : null}
      {problem === undefined ? null : (
        <div className="notice warn">
          <strong>{say('directory.away')}</strong>
          <p>{problem}</p>
          <p>{say('directory.in-force', { time: span(lang, Math.max(0, maxStaleMs - ageMs)) })}</p>
        </div>
      )}
      <dl className="facts">
        <dt>{say('directory.kind')}</dt>
        <dd>{kind}</dd>
        <dt>{say('directory.age')}</dt>
        <dd>{say('directory.ago', { age: span(lang, ageMs) })}</dd>
        <dt>{say('directory.limit')}</dt>
        <dd>{span(lang, maxStaleMs)}</dd>
        {changeNumber === undefined ? null : (
          <>
            <dt>{say('directory.change')}</dt>
            <dd>{changeNumber}</dd>
          </>
        )}
        <dt>{say('directory.servers')}</dt>
        <dd>{say('directory.counts', { enabled, disabled })}</dd>
        <dt>{say('directory.without')}</dt>
        <dd className={withoutCertificate > 0 ? 'bad-text' : ''}>{withoutCertificate}</dd>
      </dl>
      <Command text="hubtrust server list" />
    </Panel>
  )
}

function EndingSoon({ directory }: { readonly directory: Directory }) {
  const say = useSay()
  const { endingSoon } = directory
  return (
    <Panel title={say('directory.ending')} aside={<Link href="/certificates">{say('nav.certificates')}</Link>}>
      {endingSoon.length === 0 ? (
        <Empty>{say('directory.none-ending')}</Empty>
      ) : (
        <ul className="plain-list">
          {endingSoon.map(({ server, thumbprint, notAfter }) => (
            <li key={thumbprint} className="row">
              <strong>{server}</strong>
              <Day at={notAfter} />
              <code className="soft">{thumbprint}</code>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Servers() {
  const say = useSay()
  const table = (items: readonly Server[], reload: () => void) => <ServerTable items={items} onDone={reload} />
  return <ServerList title={say('directory.servers')} page={PAGE} table={table} />
}

interface ServerTableProps {
  readonly items: readonly Server[]
  readonly onDone: () => void
}

function ServerTable({ items, onDone }: ServerTableProps) {
  const say = useSay()
  return (
    <table className="cards">
      <thead>
        <tr>
          <th scope="col">{say('say.server')}</th>
          <th scope="col">{say('directory.roles')}</th>
          <th scope="col">{say('directory.addresses')}</th>
          <th scope="col">{say('certificates.until')}</th>
          <th scope="col">{say('lab.state')}</th>
          <th scope="col">
            <span className="unseen">{say('lab.do')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((server) => (
          <tr key={server.name}>
            <th scope="row" className="name">
              {server.name} {server.isThis ? <span className="badge">{say('overview.this')}</span> : null}
            </th>
            <td data-label={say('directory.roles')}>{server.roles.join(', ')}</td>
            <td data-label={say('directory.addresses')}>
              {server.addresses.map((address) => (
                <p key={address}>
                  <code className="whole">{address}</code>
                </p>
              ))}
            </td>
            <td data-label={say('certificates.until')}>
              {server.certificates.length === 0 ? (
                <span className="bad-text">{say('map.not-published')}</span>
              ) : (
                server.certificates.map(({ fingerprint, notAfter }) => (
                  <p key={fingerprint}>
                    <Day at={notAfter} />
                  </p>
                ))
              )}
            </td>
            <td>
              <span className={`badge ${server.enabled ? 'good' : 'warn'}`}>
                {say(server.enabled ? 'directory.enabled' : 'directory.disabled')}
              </span>
            </td>
            <td>
              <Change server={server} onDone={onDone} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Change({ server, onDone }: { readonly server: Server; readonly onDone: () => void }) {
  const say = useSay()
  const mayChange = useMayChange()
  const { role } = useMe()
  const { name, enabled } = server
  if (!mayChange) return null
  const verb = enabled ? 'disable' : 'enable'
  return (
    <div className="buttons">
      <Action
        label={say(`directory.${verb}`)}
        name={`${say(`directory.${verb}`)} ${name}`}
        title={say(`directory.${verb}-title`, { server: name })}
        confirm={say(`directory.${verb}-now`)}
        deed={{ name: `server-${verb}`, body: { name } }}
        onDone={onDone}
      />
      {role === 'organization-admin' ? (
        <Action
          label={say('certificates.remove')}
          name={`${say('certificates.remove')} ${name}`}
          title={say('directory.remove-title', { server: name })}
          confirm={say('certificates.remove-now')}
          deed={{ name: 'server-remove', body: { name } }}
          look="danger"
          onDone={onDone}
        />
      ) : null}
    </div>
  )
}
