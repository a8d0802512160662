/** The head of a page: its name, which is also the window's and where focus goes, a sentence, and its buttons. */
import { useEffect, useRef, type ReactNode } from 'react'
import { useSay } from '../manner.tsx'
import { useMe } from '../session.tsx'

interface PageProps {
  readonly title: string
  readonly about?: string
  readonly buttons?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, about, buttons, children }: PageProps) {
  const say = useSay()
  const { server } = useMe()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = say('shell.title', { page: title, server })
  }, [say, title, server])
  // Whoever goes to another page by keyboard goes on from its beginning; on the first one nothing is taken from the skip link.
  useEffect(() => {
    if (document.activeElement !== document.body) heading.current?.focus()
  }, [])
  return (
    <div className="page">
      <header className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {buttons === undefined ? null : <div className="buttons">{buttons}</div>}
        {about === undefined ? null : <p>{about}</p>}
      </header>
      {children}
    </div>
  )
}

interface PanelProps {
  readonly title: string
  readonly aside?: ReactNode
  readonly children: ReactNode
}

export function Panel({ title, aside, children }: PanelProps) {
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        {aside === undefined ? null : <div>{aside}</div>}
      </div>
      {children}
    </section>
  )
}
