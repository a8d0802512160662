/** The command line's way to do the same, ready to be copied. */
import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { useSay } from '../manner.tsx'
import { Icon } from './icon.tsx'

const SHOWN_MS = 2_000

/** Outside a secure context (plain HTTP beyond loopback) there is no clipboard: the text is selected to be copied by hand. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

function select(element: Element | null): void {
  if (element !== null) getSelection()?.selectAllChildren(element)
}

export function Command({ text }: { readonly text: string }) {
  const say = useSay()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <div className="command">
      <code>{text}</code>
      <Button
        className="button plain"
        aria-label={say('say.copy-command', { command: text })}
        onPress={({ target }) => {
          void copy(text).then((isDone) => {
            if (isDone) setCopied(true)
            else select(target.parentElement?.firstElementChild ?? null)
          })
        }}
      >
        <Icon name={isCopied ? 'check' : 'copy'} />
        <span role="status">{isCopied ? say('say.copied') : say('say.copy')}</span>
      </Button>
    </div>
  )
}

export function CommandBelow({ text }: { readonly text: string }) {
  const say = useSay()
  return (
    <div className="field">
      <span className="label">{say('say.command')}</span>
      <Command text={text} />
    </div>
  )
}
