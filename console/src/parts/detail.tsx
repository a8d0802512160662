/** Beside a list: one thing of it, opened. Focus goes to its name, so that reading goes on there. */
import { useEffect, useRef, type ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useSay } from '../manner.tsx'
import { Icon } from './icon.tsx'

interface DetailProps {
  /** What kind of thing it is. */
  readonly label: string
  readonly heading: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Detail({ label, heading, onClose, children }: DetailProps) {
  const say = useSay()
  const place = useRef<HTMLHeadingElement>(null)
  useEffect(() => place.current?.focus(), [])
  return (
    <aside className="panel detail" aria-label={label}>
      <div className="panel-head">
        <h2 ref={place} tabIndex={-1}>
          {heading}
        </h2>
        <Button className="button plain icon" aria-label={say('shell.close')} onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      {children}
    </aside>
  )
}
