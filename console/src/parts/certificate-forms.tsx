/** Making, asking for and importing certificates. Each says what will happen before it does. */
import { useId, useState } from 'react'
import * as v from 'valibot'
import { KEY_TYPES, type Service } from '../../../src/model/certificate.ts'
import { useSay } from '../manner.tsx'
import { Action } from './action.tsx'
import { base64Of } from './download.ts'
import { Choice, Labelled, listOf, TextField, Tick } from './fields.tsx'
import { ServiceTicks } from './service-ticks.tsx'

interface FormProps {
  readonly onDone: () => void
}

const DEFAULT_DAYS = '365'
const keyTypes = KEY_TYPES.map((id) => ({ id, text: id }))

/** What a new certificate and a request have in common. */
function useNames() {
  const say = useSay()
  const [domains, setDomains] = useState('')
  const [keyType, setKeyType] = useState<string>(KEY_TYPES[0])
  const [friendlyName, setFriendlyName] = useState('')
  const names = listOf(domains)
  return {
    body: {
      ...(names.length === 0 ? {} : { domains: names }),
      keyType,
      ...(friendlyName === '' ? {} : { friendlyName }),
    },
    fields: (
      <>
        <TextField
          label={say('certificates.domains')}
          value={domains}
          onChange={setDomains}
          about={say('certificates.domains-about')}
        />
        <Choice label={say('certificates.key-type')} value={keyType} onChange={setKeyType} options={keyTypes} />
        <TextField label={say('certificates.friendly-name')} value={friendlyName} onChange={setFriendlyName} />
      </>
    ),
  }
}

export function NewCertificate({ onDone }: FormProps) {
  const say = useSay()
  const { body, fields } = useNames()
  const [days, setDays] = useState(DEFAULT_DAYS)
  const [services, setServices] = useState<readonly Service[]>(['smtp'])
  const [publish, setPublish] = useState(true)
  return (
    <Action
      label={say('certificates.new')}
      title={say('certificates.new-title')}
      confirm={say('certificates.new-now')}
      look="first"
      deed={{ name: 'cert-new', body: { ...body, days: Number(days), services, publish } }}
      onDone={onDone}
      form={
        <div className="stack">
          {fields}
          <TextField type="number" label={say('certificates.days')} value={days} onChange={setDays} />
          <ServiceTicks wanted={services} onChange={setServices} />
          <Tick isOn={publish} onChange={setPublish}>
            {say('certificates.publish')}
          </Tick>
        </div>
      }
    />
  )
}

const Requested = v.object({ request: v.string() })

export function RequestCertificate({ onDone }: FormProps) {
  const say = useSay()
  const { body, fields } = useNames()
  return (
    <Action
      label={say('certificates.request')}
      title={say('certificates.request-title')}
      confirm={say('certificates.request-now')}
      deed={{ name: 'cert-request', body }}
      onDone={onDone}
      form={<div className="stack">{fields}</div>}
      after={({ result }) => {
        const { success, output } = v.safeParse(Requested, result)
        return success ? <pre className="pem">{output.request}</pre> : null
      }}
    />
  )
}

export function ImportCertificate({ onDone }: FormProps) {
  const say = useSay()
  const [files, setFiles] = useState<{ readonly file?: string; readonly fileName?: string; readonly key?: string }>({})
  const [password, setPassword] = useState('')
  const [services, setServices] = useState<readonly Service[]>([])
  const [publish, setPublish] = useState(true)
  const body = {
    file: '',
    ...files,
    ...(password === '' ? {} : { password }),
    ...(services.length === 0 ? {} : { services }),
    publish,
  }
  return (
    <Action
      label={say('certificates.import')}
      title={say('certificates.import-title')}
      confirm={say('certificates.import-now')}
      deed={{ name: 'cert-import', body }}
      onDone={onDone}
      isReady={files.file !== undefined}
      form={
        <div className="stack">
          <FileField
            label={say('certificates.file')}
            about={say('certificates.file-about')}
            onFile={(file, fileName) => setFiles((now) => ({ ...now, file, fileName }))}
          />
          <FileField
            label={say('certificates.key-file')}
            about={say('certificates.key-file-about')}
            onFile={(key) => setFiles((now) => ({ ...now, key }))}
          />
          <TextField
            type="password"
            label={say('certificates.password')}
            value={password}
            onChange={setPassword}
            about={say('certificates.password-of-file')}
          />
          <ServiceTicks wanted={services} onChange={setServices} />
          <Tick isOn={publish} onChange={setPublish}>
            {say('certificates.publish')}
          </Tick>
        </div>
      }
    />
  )
}

interface FileFieldProps {
  readonly label: string
  readonly about: string
  readonly onFile: (base64: string, name: string) => void
}

function FileField({ label, about, onFile }: FileFieldProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} about={about}>
      <input
        id={id}
        type="file"
        aria-describedby={`${id}-about`}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file !== undefined) void base64Of(file).then((base64) => onFile(base64, file.name))
        }}
      />
    </Labelled>
  )
}
