/**
 * The control socket: how `hubtrust status`, `trace` and others speak to a running gateway of this machine. Only the
 * account the gateway runs as, and root, can open it. One request a connection; `trace` answers until it is closed.
 */
import { dirname, join } from 'node:path'
import { failure, reasonOf, systemCode } from '../core/errors.ts'
import { removeFile } from '../disk/files.ts'
import type { Configuration } from '../model/configuration.ts'
import { TRACE_TAGS, type TraceTag } from '../model/trace.ts'
import { dialLocal, listenLocal, LocalTalk, type LocalListener } from '../net/local.ts'
import type { DaemonStatus } from './status.ts'
import type { TraceLine, TraceSwitch } from './trace-switch.ts'

export interface ControlOptions {
  readonly configuration: Configuration
  readonly traceSwitch: TraceSwitch
  readonly status: () => Promise<DaemonStatus>
  /** Somebody wants an edge, or all of them, to be pushed to now. */
  readonly onEdgeSync: (edge: string | undefined) => void
  /** Lets go of servers whose withdrawal is held; answers those that were. */
  readonly confirm: (servers: readonly string[]) => readonly string[]
  /** Called when somebody begins or ends listening to the trace. */
  readonly onTraceTags: () => void
}

export function controlPath({ runFolder }: Pick<Configuration, 'runFolder'>): string {
  return join(runFolder, 'control.sock')
}

/** @throws HubtrustError DAEMON_RUNNING, DAEMON_SOCKET_FAILED */
export async function openControl(options: ControlOptions): Promise<LocalListener> {
  const path = controlPath(options.configuration)
  const running = await askStatus(options.configuration)
  if (running !== undefined) throw failure('DAEMON_RUNNING', { pid: running.pid, socket: path })
  try {
    // Left behind by one that was killed.
    removeFile(path)
    return await listenLocal(path, (socket) => {
      serve(new Visitor(options), socket)
    })
  } catch (error) {
    throw failure(
      'DAEMON_SOCKET_FAILED',
      { socket: path, folder: dirname(path), reason: systemCode(error) ?? reasonOf(error) },
      error,
    )
  }
}

function serve(visitor: Visitor, socket: ConstructorParameters<typeof LocalTalk>[0]): void {
  const talk = new LocalTalk(
    socket,
    (request) => {
      visitor.ask(request, talk)
    },
    () => {
      visitor.left()
    },
  )
}

class Visitor {
  readonly #options: ControlOptions
  #listening: { close(): void } | undefined

  constructor(options: ControlOptions) {
    this.#options = options
  }

  ask(request: unknown, talk: LocalTalk): void {
    const asked = wordOf(request, 'ask')
    if (asked === 'edge-sync') {
      const edge = wordOf(request, 'edge')
      this.#options.onEdgeSync(typeof edge === 'string' ? edge : undefined)
    }
    if (asked === 'status' || asked === 'edge-sync') {
      this.#options.status().then(
        (status) => {
          talk.send(status)
          talk.end()
        },
        () => {
          talk.end()
        },
      )
    } else if (asked === 'confirm') {
      talk.send({ confirmed: this.#options.confirm(textsOf(request, 'servers')) })
      talk.end()
    } else if (asked === 'trace' && this.#listening === undefined) {
      this.#listen(tagsOf(request), talk)
    } else {
      talk.end()
    }
  }

  #listen(tags: ReadonlySet<TraceTag>, talk: LocalTalk): void {
    const { traceSwitch, onTraceTags } = this.#options
    this.#listening = traceSwitch.listen({
      tags,
      onLine: (line) => {
        talk.send(line)
      },
    })
    talk.send({ tracing: [...tags] })
    onTraceTags()
  }

  left(): void {
    this.#listening?.close()
    if (this.#listening !== undefined) this.#options.onTraceTags()
  }
}

function wordOf(request: unknown, name: string): unknown {
  return typeof request === 'object' && request !== null ? Reflect.get(request, name) : undefined
}

function textsOf(request: unknown, name: string): readonly string[] {
  const texts = wordOf(request, name)
  return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : []
}

function tagsOf(request: unknown): ReadonlySet<TraceTag> {
  const wanted = wordOf(request, 'tags')
  return new Set(TRACE_TAGS.filter((tag) => !Array.isArray(wanted) || wanted.includes(tag)))
}

/** How long a gateway may take to tell its status; workers that do not answer cost it two seconds. */
const STATUS_MS = 2_500

/** Undefined when no gateway of this configuration answers in time. */
export async function askStatus(configuration: Pick<Configuration, 'runFolder'>): Promise<DaemonStatus | undefined> {
  const status = await askOnce(configuration, { ask: 'status' })
  return isStatus(status) ? status : undefined
}

/** The same, after it was told to push to an edge, or to all of them, now. */
export async function askEdgeSync(
  configuration: Pick<Configuration, 'runFolder'>,
  edge: string | undefined,
): Promise<DaemonStatus | undefined> {
  const status = await askOnce(configuration, { ask: 'edge-sync', ...(edge === undefined ? {} : { edge }) })
  return isStatus(status) ? status : undefined
}

/** Those that were held, and are no longer. Undefined when no gateway answers. */
export async function askConfirm(
  configuration: Pick<Configuration, 'runFolder'>,
  servers: readonly string[],
): Promise<readonly string[] | undefined> {
  const answer = await askOnce(configuration, { ask: 'confirm', servers })
  return answer === undefined ? undefined : textsOf(answer, 'confirmed')
}

async function askOnce({ runFolder }: Pick<Configuration, 'runFolder'>, question: unknown): Promise<unknown> {
  const socket = await dialLocal(controlPath({ runFolder }))
  if (socket === undefined) return undefined
  return new Promise((resolve) => {
    const deadline = setTimeout(() => {
      socket.destroy()
    }, STATUS_MS)
    const talk = new LocalTalk(
      socket,
      (answer) => {
        resolve(answer)
        talk.end()
      },
      () => {
        clearTimeout(deadline)
        resolve(undefined)
      },
    )
    talk.send(question)
  })
}

/** Our own program wrote it; a version that differs may lack what is asked for, and then it is none. */
function isStatus(value: unknown): value is DaemonStatus {
  return (
    typeof wordOf(value, 'pid') === 'number' &&
    typeof wordOf(value, 'directory') === 'object' &&
    Array.isArray(wordOf(value, 'listening'))
  )
}

export interface TraceFollower {
  readonly ended: Promise<void>
  close(): void
}

/** @throws HubtrustError DAEMON_NOT_RUNNING */
export async function followTrace(
  configuration: Configuration,
  tags: readonly TraceTag[],
  onLine: (line: TraceLine) => void,
): Promise<TraceFollower> {
  const path = controlPath(configuration)
  const socket = await dialLocal(path)
  if (socket === undefined) throw failure('DAEMON_NOT_RUNNING', { socket: path })
  let finish: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    finish = resolve
  })
  const talk = new LocalTalk(
    socket,
    (line) => {
      if (isTraceLine(line)) onLine(line)
    },
    finish,
  )
  talk.send({ ask: 'trace', tags })
  return {
    ended,
    close: () => {
      talk.end()
    },
  }
}

function isTraceLine(value: unknown): value is TraceLine {
  return typeof wordOf(value, 'tag') === 'string' && typeof wordOf(value, 'message') === 'string'
}
