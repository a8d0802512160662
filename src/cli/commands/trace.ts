/** `trace`: what a running gateway is doing, by component; switched on while somebody looks. */
import { followTrace } from '../../daemon/control.ts'
import type { TraceLine } from '../../daemon/trace-switch.ts'
import { TRACE_TAGS } from '../../model/trace.ts'
import { failure } from '../../core/errors.ts'
import { printable } from '../../core/text.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'

export const run: Run = async (context, input) => {
  const components = input.list('component')
  const unknown = components.find((name) => !TRACE_TAGS.some((tag) => tag === name))
  if (unknown !== undefined) {
    throw failure('CLI_USAGE_BAD_VALUE', {
      option: '--component',
      value: unknown,
      choices: TRACE_TAGS.join(', '),
      command: 'trace',
    })
  }
  const tags = TRACE_TAGS.filter((tag) => components.length === 0 || components.includes(tag))
  const follower = await followTrace(context.configuration(), tags, (line) => {
    if (context.terminal.hasReader()) show(context, line)
    else follower.close()
  })
  context.note(context.word('trace.following', { tags: tags.join(', ') }))
  const asked = new AbortController()
  const stop = (): void => {
    asked.abort()
    follower.close()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  await follower.ended
  process.off('SIGINT', stop)
  process.off('SIGTERM', stop)
  if (!asked.signal.aborted) context.note(context.word('trace.ended'))
  return 0
}

function show(context: Context, line: TraceLine): void {
  if (context.isJson) {
    context.out(JSON.stringify(line))
    return
  }
  const detail = line.detail === undefined ? '' : ` ${printable(JSON.stringify(line.detail))}`
  context.out(`${line.time}  ${context.terminal.paint('cyan', line.tag)}  ${line.message}${detail}`)
}
