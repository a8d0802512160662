/** A link inside the console: a plain one for the browser (open in a tab, copy), without loading the page again on a click. */
import type { MouseEvent, ReactNode } from 'react'
import { useRoute } from '../route.tsx'

interface LinkProps {
  readonly href: string
  readonly className?: string
  /** Its name for those who hear it without what stands beside it; it holds what is seen. */
  readonly label?: string
  readonly isCurrent?: boolean
  readonly onGone?: () => void
  readonly children: ReactNode
}

const isForBrowser = (event: MouseEvent): boolean =>
  event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey

export function Link({ href, className, label, isCurrent, onGone, children }: LinkProps) {
  const { go } = useRoute()
  return (
    <a
      href={href}
      className={className}
      aria-label={label}
      aria-current={isCurrent === true ? 'page' : undefined}
      onClick={(event) => {
        if (isForBrowser(event)) return
        event.preventDefault()
        go(href)
        onGone?.()
      }}
    >
      {children}
    </a>
  )
}
