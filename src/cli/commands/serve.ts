/** `serve`: the gateway, until SIGTERM or Ctrl-C. Events are told on stderr as they happen, for people and journals. */
import { isoTime } from '../../core/clock.ts'
import { LIMITS } from '../../core/limits.ts'
import { Daemon } from '../../daemon/daemon.ts'
import { isWorker, runWorker } from '../../daemon/worker.ts'
import { causeRemedy, causeSentence, eventSentence } from '../../model/event-text.ts'
import type { EventRecord } from '../../model/events.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'

export const run: Run = async (context) => {
  if (isWorker()) {
    await runWorker()
    return 0
  }
  const configuration = context.configuration()
  const daemon = await Daemon.start({
    configuration,
    clock: context.clock,
    onEvent: (record) => {
      tell(context, record)
    },
    onDisk: (problem) => {
      context.note(
        problem === undefined ? context.word('serve.disk-fine') : context.word('serve.disk-full', { problem }),
      )
    },
  })
  // Heard before anybody is told that it runs: a SIGHUP in between would end the process.
  const stopped = untilStopped(context, daemon)
  for (const { connector, direction, host, port } of daemon.listening) {
    const address = `${host}:${String(port)}`
    context.note(context.word(`serve.listening-${direction}`, { address, connector }))
  }
  const { postfix } = daemon
  if (postfix !== undefined) {
    const socketmap = postfix.socketmap.join(', ') || '-'
    const policy = postfix.policy.join(', ') || '-'
    context.note(context.word('serve.postfix', { socketmap, policy }))
  }
  if (daemon.listening.length === 0 && postfix === undefined)
    context.note(context.word('serve.no-connector', { path: configuration.path }))
  context.note(context.word('serve.ready', { server: configuration.server.name, pid: process.pid }))
  await stopped
  context.note(context.word('serve.ended'))
  return 0
}

function tell(context: Context, record: EventRecord): void {
  const { lang } = context
  if (context.isJson) {
    context.out(JSON.stringify(record))
    return
  }
  const { time, id, severity, cause, count, proof = {} } = record
  const times = count > 1 ? ` ${context.word('events.repeated', { count })}` : ''
  const why =
    cause === undefined ? '' : ` ${causeSentence(cause, proof, lang)} [${cause}] ${causeRemedy(cause, proof, lang)}`
  context.note(
    `${time} ${String(id)} ${context.word(`severity.${severity}`)}${times}: ${eventSentence(record, lang)}${why}`,
  )
}

/** The first signal lets sessions finish, the second does not. */
function untilStopped(context: Context, daemon: Daemon): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false
    const stop = (): void => {
      const withinMs = isStopping ? 0 : LIMITS.drainMs
      if (!isStopping) void announce(context, daemon)
      isStopping = true
      void daemon.stop(withinMs).then(resolve)
    }
    const reload = (): void => {
      void daemon.reload()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    process.on('SIGHUP', reload)
  })
}

async function announce(context: Context, daemon: Daemon): Promise<void> {
  const { sessions } = await daemon.status()
  if (sessions.open === 0) return
  context.note(
    `${isoTime(context.clock.nowMs())} ${context.word('serve.draining', { count: sessions.open, seconds: LIMITS.drainMs / 1_000 })}`,
  )
}
