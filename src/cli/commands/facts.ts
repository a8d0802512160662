/** `facts`: what the doctor looks at, as plain JSON. Only types of the model go in, and none of them can hold a key. */
import { collectFacts } from '../../daemon/collect.ts'
import type { Run } from '../command.ts'

export const run: Run = async (context, input) => {
  const { configurationFile, clock } = context
  context.outJson(await collectFacts({ configurationFile, clock, hasPeers: !input.flag('no-peers') }))
  return 0
}
