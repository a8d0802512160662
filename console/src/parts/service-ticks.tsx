/** The services a certificate may be used for. */
import { SERVICES, type Service } from '../../../src/model/certificate.ts'
import { useSay } from '../manner.tsx'
import { Tick } from './fields.tsx'

interface ServiceTicksProps {
  readonly wanted: readonly Service[]
  readonly onChange: (wanted: readonly Service[]) => void
}

export function ServiceTicks({ wanted, onChange }: ServiceTicksProps) {
  const say = useSay()
  return (
    <fieldset className="ticks">
      <legend>{say('certificates.services')}</legend>
      {SERVICES.map((service) => (
        <Tick
          key={service}
          isOn={wanted.includes(service)}
          onChange={(isOn) => onChange(isOn ? [...wanted, service] : wanted.filter((each) => each !== service))}
        >
          {service.toUpperCase()}
        </Tick>
      ))}
    </fieldset>
  )
}
