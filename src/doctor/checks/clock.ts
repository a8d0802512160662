/** The clock of this server, against others and against what its system says. */
import { check, type Check } from '../check.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'
import { CLOCK_SKEW_S } from './peer-answer.ts'

interface Difference {
  readonly others: string
  readonly seconds: number
}

const clock = check('validity.clock', (view) => {
  const different = differenceOf(view)
  if (different === undefined) return []
  const { others, seconds } = different
  const { configuration } = view.facts
  const isRefusing = configuration.state === 'known' && configuration.value.trust.expired === 'refuse'
  return [
    {
      subject: { object: 'clock' },
      args: { others, seconds },
      severity: isRefusing ? 'high' : 'medium',
      confidence: 'strong',
      expected: '0',
      actual: String(seconds),
      evidence: [seen(view, others, `${String(seconds)} s`), seen(view, 'date', view.clock.nowIso)],
    },
  ]
})

/** Whoever agrees with us clears our clock: then it is the others' that are wrong. */
function differenceOf({ clock: { offsets, nowIso, newestOfDirectory } }: View): Difference | undefined {
  if (offsets.some(({ seconds }) => Math.abs(seconds) <= CLOCK_SKEW_S)) return undefined
  const [first] = offsets
  if (first !== undefined) return { others: offsets.map(({ of }) => of).join(', '), seconds: first.seconds }
  if (newestOfDirectory === undefined) return undefined
  const aheadS = Math.round((Date.parse(newestOfDirectory) - Date.parse(nowIso)) / 1_000)
  return aheadS > CLOCK_SKEW_S ? { others: 'directory', seconds: aheadS } : undefined
}

/** An agreement with somebody else's clock is worth more than what the system knows of its own. */
const unsynchronized = check('validity.clock-unsynchronized', (view) => {
  const { isSynchronized, offsets } = view.clock
  if (isSynchronized !== false || offsets.some(({ seconds }) => Math.abs(seconds) <= CLOCK_SKEW_S)) return []
  return [
    {
      subject: { object: 'clock' },
      args: {},
      expected: 'NTPSynchronized=yes',
      actual: 'NTPSynchronized=no',
      evidence: [seen(view, 'timedatectl show -p NTPSynchronized', 'NTPSynchronized=no')],
    },
  ]
})

export const CLOCK_CHECKS: readonly Check[] = [clock, unsynchronized]
