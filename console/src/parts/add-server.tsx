/** A server that is new to the directory: its name, its certificate, and how it is reached. */
import { useId, useState } from 'react'
import { useSay } from '../manner.tsx'
import { Action } from './action.tsx'
import { Choice, Labelled, listOf, TextField } from './fields.tsx'

export function AddServer({ onDone }: { readonly onDone: () => void }) {
  const say = useSay()
  const id = useId()
  const [name, setName] = useState('')
  const [certificate, setCertificate] = useState('')
  const [addresses, setAddresses] = useState('')
  const [role, setRole] = useState('hub')
  const body = {
    name,
    roles: [role],
    ...(certificate.trim() === '' ? {} : { certificate }),
    ...(addresses.trim() === '' ? {} : { addresses: listOf(addresses) }),
  }
  return (
    <Action
      label={say('directory.add')}
      title={say('directory.add-title')}
      confirm={say('directory.add-now')}
      look="first"
      deed={{ name: 'server-add', body }}
      isReady={name !== ''}
      onDone={onDone}
      form={
        <div className="stack">
          <TextField label={say('directory.name')} value={name} onChange={setName} />
          <Labelled id={id} label={say('directory.certificate')}>
            <textarea
              id={id}
              className="input mono"
              rows={5}
              value={certificate}
              spellCheck={false}
              placeholder="-----BEGIN CERTIFICATE-----"
              onChange={(event) => setCertificate(event.target.value)}
            />
          </Labelled>
          <TextField
            label={say('directory.addresses')}
            value={addresses}
            onChange={setAddresses}
            about={say('directory.addresses-about')}
          />
          <Choice
            label={say('directory.roles')}
            value={role}
            onChange={setRole}
            options={[
              { id: 'hub', text: say('directory.hub') },
              { id: 'edge', text: say('directory.edge') },
            ]}
          />
        </div>
      }
    />
  )
}
