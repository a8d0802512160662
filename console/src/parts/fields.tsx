/** Fields with their labels: those of filters, which change the address once the reader has paused, and those of forms. */
import { useEffect, useEffectEvent, useId, useState, type ReactNode } from 'react'

/** What was typed with commas, blanks or lines between. */
export const listOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '')

interface LabelledProps {
  /** Of what is labelled. */
  readonly id: string
  readonly label: string
  readonly about?: string | undefined
  readonly children: ReactNode
}

/** A label above, and what it is about below; there for whoever hears the page as `aria-describedby`. */
export function Labelled({ id, label, about, children }: LabelledProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {about === undefined ? null : (
        <p id={`${id}-about`} className="soft small">
          {about}
        </p>
      )}
    </div>
  )
}

interface TextFilterProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string
  readonly among?: readonly string[]
  /** Whatever does not match is not asked for yet. */
  readonly pattern?: RegExp
}

const PAUSE_MS = 250

export function TextFilter({ label, value, onChange, hint, among, pattern }: TextFilterProps) {
  const id = useId()
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  // Cleared or changed from outside.
  if (value !== known) {
    setKnown(value)
    setTyped(value)
  }
  const isGood = pattern === undefined || pattern.test(typed.trim())
  const tell = useEffectEvent(() => {
    if (isGood && typed.trim() !== value) onChange(typed.trim())
  })
  useEffect(() => {
    const timer = setTimeout(tell, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <Labelled id={id} label={label}>
      <input
        id={id}
        className="input"
        value={typed}
        placeholder={hint}
        aria-invalid={!isGood}
        autoComplete="off"
        spellCheck={false}
        list={among === undefined ? undefined : `${id}-list`}
        onChange={(event) => setTyped(event.target.value)}
      />
      {among === undefined ? null : (
        <datalist id={`${id}-list`}>
          {among.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </Labelled>
  )
}

export interface Option {
  readonly id: string
  readonly text: string
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly Option[]
}

export function Choice({ label, value, onChange, options }: ChoiceProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label}>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.text}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'password' | 'number'
  readonly about?: string
}

export function TextField({ label, value, onChange, type = 'text', about }: TextFieldProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} about={about}>
      <input
        id={id}
        className="input"
        type={type}
        value={value}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={about === undefined ? undefined : `${id}-about`}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  )
}

interface TickProps {
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly children: ReactNode
}

export function Tick({ isOn, onChange, children }: TickProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  )
}
