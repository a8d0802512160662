/** Certificates of this server: which is chosen and why not the others, when each ends, and what can be done with them. */
import { CertificatesAnswer, DirectoryAnswer, type CertificateRow } from '../../../src/console/contract/look.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSay } from '../manner.tsx'
import { ImportCertificate, NewCertificate, RequestCertificate } from '../parts/certificate-forms.tsx'
import { CertificateDetail } from '../parts/certificate-detail.tsx'
import { Command } from '../parts/command.tsx'
import { Link } from '../parts/link.tsx'
import { OthersPublished } from '../parts/others-published.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Selection } from '../parts/selection.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { Timeline, type Span } from '../parts/timeline.tsx'
import { Day, At } from '../parts/when.tsx'
import { useRoute } from '../route.tsx'
import { useMayChange } from '../session.tsx'

export function CertificatesPage() {
  const say = useSay()
  const mayChange = useMayChange()
  const { query, filter } = useRoute()
  const certificates = useAnswer('/certificates', CertificatesAnswer, ['certificate', 'status', 'directory'])
  const { reload } = certificates
  const opened = query.get('of')
  const buttons = (
    <>
      <NewCertificate onDone={reload} />
      <ImportCertificate onDone={reload} />
      <RequestCertificate onDone={reload} />
    </>
  )
  return (
    <Page title={say('nav.certificates')} about={say('certificates.about')} buttons={mayChange ? buttons : undefined}>
      <Answered answer={certificates}>
        {({ items, pending, problems }) => (
          <>
            <div className={opened === null ? '' : 'split'}>
              <Panel title={say('certificates.of-this')}>
                {items.length === 0 ? (
                  <Empty>{say('certificates.none')}</Empty>
                ) : (
                  <Table items={items} opened={opened} />
                )}
                {problems.map(({ path, text }) => (
                  <p key={path} className="bad-text">
                    <code>{path}</code> {text}
                  </p>
                ))}
                <Pending pending={pending} />
                <Command text="hubtrust cert list" />
              </Panel>
              {opened === null ? null : (
                <CertificateDetail
                  key={opened}
                  certificate={items.find(({ Thumbprint }) => Thumbprint === opened)}
                  thumbprint={opened}
                  onClose={() => filter({ of: undefined })}
                  onDone={reload}
                />
              )}
            </div>
            <Selection />
            <Expiry items={items} />
          </>
        )}
      </Answered>
      <OthersPublished />
    </Page>
  )
}

const STATUS_LOOK = { Valid: 'good', DateInvalid: 'bad', Invalid: 'bad' } as const

interface TableProps {
  readonly items: readonly CertificateRow[]
  readonly opened: string | null
}

function Table({ items, opened }: TableProps) {
  const say = useSay()
  return (
    <table className="cards">
      <thead>
        <tr>
          <th scope="col">{say('certificates.subject')}</th>
          <th scope="col">{say('certificates.services')}</th>
          <th scope="col">{say('certificates.until')}</th>
          <th scope="col">{say('certificates.status')}</th>
          <th scope="col">{say('certificates.use')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.Thumbprint} className={item.Thumbprint === opened ? 'opened' : ''}>
            <td>
              <Link href={`/certificates?of=${item.Thumbprint}`}>{item.Subject}</Link>
              <br />
              <code className="soft">{item.Thumbprint}</code>
            </td>
            <td data-label={say('certificates.services')}>
              {item.Services.length === 0 ? '–' : item.Services.join(', ')}
            </td>
            <td data-label={say('certificates.until')}>
              <Day at={item.NotAfter} />
            </td>
            <td>
              <span className={`badge wrap ${item.StatusReasons.length > 0 ? 'bad' : STATUS_LOOK[item.Status]}`}>
                {item.statusText}
              </span>
            </td>
            <td>{item.useText}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface PendingProps {
  readonly pending: readonly { readonly id: string; readonly createdAt?: string | undefined }[]
}

function Pending({ pending }: PendingProps) {
  const say = useSay()
  if (pending.length === 0) return null
  return (
    <div className="stack">
      <h3>{say('certificates.pending')}</h3>
      <ul className="plain-list">
        {pending.map(({ id, createdAt }) => (
          <li key={id}>
            <code>{id}</code> {createdAt === undefined ? null : <At at={createdAt} />}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Expiry({ items }: { readonly items: readonly CertificateRow[] }) {
  const say = useSay()
  const directory = useAnswer('/directory', DirectoryAnswer, ['directory'])
  const own = items.map(({ Thumbprint, Subject, NotBefore, NotAfter }): Span => ({
    id: Thumbprint,
    name: Subject,
    from: NotBefore,
    to: NotAfter,
  }))
  const known = new Set(own.map(({ id }) => id))
  const others = (directory.data?.endingSoon ?? [])
    .filter(({ thumbprint }) => !known.has(thumbprint))
    .map(({ server, thumbprint, notAfter }): Span => ({ id: thumbprint, name: server, to: notAfter }))
  return (
    <Panel title={say('certificates.expiry')}>
      <Timeline label={say('certificates.expiry')} spans={[...own, ...others]} />
    </Panel>
  )
}
