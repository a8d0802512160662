/** `serve`: the gateway, until SIGTERM or Ctrl-C. Events are told on stderr as they happen, for people and journals. */
import { dirname, join } from 'node:path'
import { isoTime } from '../../core/clock.ts'
import { LIMITS } from '../../core/limits.ts'
import type { ConsoleGround } from '../../daemon/console-host.ts'
import { Daemon } from '../../daemon/daemon.ts'
import { inheritedSockets } from '../../daemon/inherited-sockets.ts'
import { Supervision } from '../../daemon/supervision.ts'
import { isWorker, runWorker } from '../../daemon/worker.ts'
import { causeRemedy, causeSentence, eventSentence } from '../../model/event-text.ts'
import { realPathOf } from '../../disk/files.ts'
import type { EventRecord } from '../../model/events.ts'
import { covers, inheritSockets, type InheritedSocket } from '../../net/inherited.ts'
import { openServiceNotices } from '../../net/service-notices.ts'
import { endpointText } from '../../wire/addresses.ts'
import type { Run } from '../command.ts'
import type { Context } from '../context.ts'

export const run: Run = async (context) => {
  if (isWorker()) {
    await runWorker()
    return 0
  }
  const configuration = context.configuration()
  const inherited = inheritedSockets(process.env, process.pid)
  inheritSockets(inherited)
  const daemon = await Daemon.start({
    configuration,
    clock: context.clock,
    console: consoleGround(context),
    onEvent: (record) => {
      tell(context, record)
    },
    onDisk: (problem) => {
      context.note(
        problem === undefined ? context.word('serve.disk-fine') : context.word('serve.disk-full', { problem }),
      )
    },
  })
  const supervision = new Supervision({
    notices: openServiceNotices(process.env, process.pid),
    status: () => daemon.status(),
    line: ({ sessions, directory }) => context.word('serve.line', { open: sessions.open, servers: directory.servers }),
    onProblem: (problem) => {
      context.note(context.word('serve.supervisor-problem', { problem }))
    },
  })
  // Heard before anybody is told that it runs: a SIGHUP in between would end the process.
  const stopped = untilStopped(context, daemon, supervision)
  tellPlaces(context, daemon, inherited)
  context.note(context.word('serve.ready', { server: configuration.server.name, pid: process.pid }))
  void supervision.ready()
  await stopped
  context.note(context.word('serve.ended'))
  return 0
}

function tellPlaces(context: Context, daemon: Daemon, inherited: readonly InheritedSocket[]): void {
  const { listening, postfix, exim } = daemon
  for (const { connector, direction, host, port } of listening) {
    const address = `${host}:${String(port)}`
    context.note(context.word(`serve.listening-${direction}`, { address, connector }))
  }
  if (postfix !== undefined) {
    const socketmap = postfix.socketmap.join(', ') || '-'
    const policy = postfix.policy.join(', ') || '-'
    context.note(context.word('serve.postfix', { socketmap, policy }))
  }
  const { consoleUrl } = daemon
  if (consoleUrl !== undefined) context.note(context.word('console.listening', { url: consoleUrl }))
  if (exim !== undefined) context.note(context.word('serve.exim', { check: exim.check.join(', ') }))
  if (listening.length === 0 && postfix === undefined && exim === undefined)
    context.note(context.word('serve.no-connector', { path: context.configuration().path }))
  tellUnused(context, daemon, inherited)
}

function tellUnused(context: Context, daemon: Daemon, inherited: readonly InheritedSocket[]): void {
  const { listening, postfix, exim } = daemon
  const answered = [...(postfix?.socketmap ?? []), ...(postfix?.policy ?? []), ...(exim?.check ?? [])]
  for (const { place } of inherited) {
    const name = place.kind === 'file' ? `unix:${place.path}` : endpointText(place)
    const isTaken = listening.some(({ host, port }) => covers(place, { kind: 'address', host, port }))
    if (!isTaken && !answered.includes(name)) context.note(context.word('serve.socket-unused', { socket: name }))
  }
}

/** The pages are built beside the program; a lab says of itself where it is. */
function consoleGround({ environment }: Context): ConsoleGround {
  const program = process.argv[1]
  return {
    program: [process.execPath, program ?? 'hubtrust'],
    pagesFolder:
      program === undefined ? undefined : join(dirname(realPathOf(program) ?? program), '..', 'dist', 'console'),
    labRoot: environment['HUBTRUST_LAB'],
  }
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
function untilStopped(context: Context, daemon: Daemon, supervision: Supervision): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false
    const stop = (): void => {
      const withinMs = isStopping ? 0 : LIMITS.drainMs
      const told = isStopping ? undefined : supervision.stopping()
      if (!isStopping) void announce(context, daemon)
      isStopping = true
      void daemon.stop(withinMs).then(async () => {
        await told
        resolve()
      })
    }
    const reload = (): void => {
      void supervision.reload(() => daemon.reload())
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
