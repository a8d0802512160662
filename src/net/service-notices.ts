/**
 * What a service tells whoever supervises it, by sd_notify(3). The socket takes datagrams, which Node does not speak, so
 * systemd's own `systemd-notify` carries each message (docs/decisions/0015-systemd.md). Nothing is told where nobody asked.
 */
import { askProgram, programProblem } from './program.ts'

const TELL_MS = 10_000

export type Notice = Readonly<Partial<Record<'READY' | 'RELOADING' | 'STOPPING' | 'WATCHDOG' | 'STATUS', string>>>

export interface ServiceNotices {
  /** How long the supervisor waits for a sign of life before it restarts the service; undefined when it does not. */
  readonly watchdogMs: number | undefined
  /** In the order they are told. Resolves with why it could not be told, for people, or undefined. Never rejects. */
  tell(notice: Notice): Promise<string | undefined>
}

/** Undefined when nobody supervises the process `pid`. */
export function openServiceNotices(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): ServiceNotices | undefined {
  const socket = environment['NOTIFY_SOCKET']
  if (socket === undefined || socket === '') return undefined
  let last: Promise<unknown> = Promise.resolve()
  return {
    watchdogMs: watchdogMs(environment, pid),
    tell: (notice) => {
      const told = last.then(async () => programProblem(await tell(notice, socket)))
      last = told
      return told
    },
  }
}

function tell(notice: Notice, socket: string) {
  // A line of its own is a message of its own.
  const words = Object.entries(notice).map(([name, value]) => `${name}=${value.replaceAll(/[\r\n]+/g, ' ')}`)
  return askProgram({
    program: 'systemd-notify',
    words: ['--', ...words],
    withinMs: TELL_MS,
    environment: { NOTIFY_SOCKET: socket },
  })
}

/** WATCHDOG_USEC of sd_watchdog_enabled(3), in milliseconds. */
function watchdogMs(environment: Readonly<Record<string, string | undefined>>, pid: number): number | undefined {
  const { WATCHDOG_USEC: usec = '', WATCHDOG_PID: meant = String(pid) } = environment
  const ms = Number(usec) / 1_000
  return meant === String(pid) && Number.isFinite(ms) && ms > 0 ? ms : undefined
}
