/** Every property of a certificate, and what can be done with it. */
import { useState } from 'react'
import * as v from 'valibot'
import type { CertificateRow } from '../../../src/console/contract/look.ts'
import { SERVICES, type Service } from '../../../src/model/certificate.ts'
import { useSay } from '../manner.tsx'
import { useMayChange } from '../session.tsx'
import { Action } from './action.tsx'
import { Detail } from './detail.tsx'
import { saved } from './download.ts'
import { Choice, TextField, Tick } from './fields.tsx'
import { Empty } from './states.tsx'
import { ServiceTicks } from './service-ticks.tsx'
import { At } from './when.tsx'

interface DetailProps {
  readonly certificate: CertificateRow | undefined
  readonly thumbprint: string
  readonly onClose: () => void
  readonly onDone: () => void
}

export function CertificateDetail({ certificate, thumbprint, onClose, onDone }: DetailProps) {
  const say = useSay()
  const mayChange = useMayChange()
  return (
    <Detail label={say('certificates.one')} heading={certificate?.Subject ?? thumbprint} onClose={onClose}>
      {certificate === undefined ? (
        <Empty>{say('certificates.not-here')}</Empty>
      ) : (
        <>
          {mayChange ? (
            <div className="buttons">
              <Enable certificate={certificate} onDone={onDone} />
              <Export certificate={certificate} />
              <Action
                label={say('certificates.remove')}
                title={say('certificates.remove-title')}
                confirm={say('certificates.remove-now')}
                deed={{ name: 'cert-remove', body: { thumbprint: certificate.Thumbprint } }}
                look="danger"
                onDone={onDone}
              />
            </div>
          ) : null}
          <Properties certificate={certificate} />
        </>
      )}
    </Detail>
  )
}

function Properties({ certificate }: { readonly certificate: CertificateRow }) {
  const say = useSay()
  const yes = (is: boolean) => say(is ? 'say.yes' : 'say.no')
  const rows: readonly (readonly [string, React.ReactNode])[] = [
    ['Status', `${certificate.Status}: ${certificate.statusText}`],
    ['Services', certificate.Services.join(', ')],
    ['CertificateDomains', certificate.CertificateDomains.join(', ')],
    ['Issuer', certificate.Issuer],
    ['IsSelfSigned', yes(certificate.IsSelfSigned)],
    ['HasPrivateKey', yes(certificate.HasPrivateKey)],
    ['KeyReadableBy', certificate.KeyReadableBy.join(', ')],
    ['NotBefore', <At key="from" at={certificate.NotBefore} />],
    ['NotAfter', <At key="to" at={certificate.NotAfter} />],
    ['KeyType', `${certificate.KeyType} (${String(certificate.PublicKeySize)})`],
    ['Published', yes(certificate.Published)],
    ['Selected', yes(certificate.Selected)],
    ['FriendlyName', certificate.FriendlyName],
    ['Thumbprint', <code key="sha1">{certificate.Thumbprint}</code>],
    ['Fingerprint', <code key="sha256">{certificate.Fingerprint}</code>],
    ['SerialNumber', <code key="serial">{certificate.SerialNumber}</code>],
  ]
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name} className="pair">
          <dt>{name}</dt>
          <dd>{value === '' ? '–' : value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface EnableProps {
  readonly certificate: CertificateRow
  readonly onDone: () => void
}

function Enable({ certificate, onDone }: EnableProps) {
  const say = useSay()
  const now = SERVICES.filter((service) => certificate.Services.includes(service.toUpperCase()))
  const [wanted, setWanted] = useState<readonly Service[]>(now.length === 0 ? ['smtp'] : now)
  const [publish, setPublish] = useState(true)
  const added = wanted.filter((service) => !now.includes(service))
  const taken = now.filter((service) => !wanted.includes(service))
  // Enabled once more it gives the account its right to the key: with nothing ticked anew the services stay as they are.
  const services = added.length === 0 && taken.length === 0 ? wanted : added
  const body = {
    thumbprint: certificate.Thumbprint,
    ...(services.length === 0 ? {} : { services }),
    ...(taken.length === 0 ? {} : { disableServices: taken }),
    publish,
  }
  return (
    <Action
      label={say('certificates.enable')}
      title={say('certificates.enable-title')}
      confirm={say('certificates.enable-now')}
      deed={{ name: 'cert-enable', body }}
      onDone={onDone}
      form={
        <div className="stack">
          <ServiceTicks wanted={wanted} onChange={setWanted} />
          <Tick isOn={publish} onChange={setPublish}>
            {say('certificates.publish')}
          </Tick>
        </div>
      }
    />
  )
}

const Exported = v.object({ file: v.string(), fileName: v.string() })

function Export({ certificate }: { readonly certificate: CertificateRow }) {
  const say = useSay()
  const [form, setForm] = useState('pem')
  const [password, setPassword] = useState('')
  const body = { thumbprint: certificate.Thumbprint, form, ...(form === 'pfx' ? { password } : {}) }
  return (
    <Action
      label={say('certificates.export')}
      title={say('certificates.export-title')}
      confirm={say('certificates.export-now')}
      deed={{ name: 'cert-export', body }}
      onDone={({ result }) => {
        const { success, output } = v.safeParse(Exported, result)
        if (success) saved(output.fileName, output.file)
      }}
      form={
        <div className="stack">
          <Choice
            label={say('certificates.form')}
            value={form}
            onChange={setForm}
            options={[
              { id: 'pem', text: say('certificates.form-pem') },
              { id: 'pfx', text: say('certificates.form-pfx') },
            ]}
          />
          {form === 'pfx' ? (
            <TextField
              type="password"
              label={say('certificates.password')}
              value={password}
              onChange={setPassword}
              about={say('certificates.password-about')}
            />
          ) : null}
        </div>
      }
    />
  )
}
