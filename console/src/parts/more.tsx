/** Below a list of which not everything is shown: how much is, and a button for more. */
import { Button } from 'react-aria-components'
import { useSay } from '../manner.tsx'

interface MoreProps {
  readonly count: number
  readonly total: number
  /** Undefined when everything is shown. */
  readonly onMore: (() => void) | undefined
}

export function More({ count, total, onMore }: MoreProps) {
  const say = useSay()
  return (
    <div className="row">
      <span className="soft small">{say('say.shown', { count, total })}</span>
      {onMore === undefined ? null : (
        <Button className="button" onPress={onMore}>
          {say('say.more')}
        </Button>
      )}
    </div>
  )
}
