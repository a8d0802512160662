/** How grave something is: in words, with a colour that only repeats them. */
import { useSay } from '../manner.tsx'
import { isPlainWord } from '../words/words.ts'

const LOOK: Readonly<Record<string, string>> = {
  critical: 'bad',
  high: 'bad',
  error: 'bad',
  medium: 'warn',
  warning: 'warn',
  low: '',
  info: '',
  information: '',
}

export function Severity({ severity }: { readonly severity: string }) {
  const say = useSay()
  const word = `severity.${severity}`
  return <span className={`badge ${LOOK[severity] ?? ''}`}>{isPlainWord(word) ? say(word) : severity}</span>
}
