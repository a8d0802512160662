/** One stream of server-sent events for the whole page: who wants a kind of them subscribes; the browser resumes by the last id. */
import { createContext, use, useEffect, useEffectEvent, useMemo, useState, type ReactNode } from 'react'
import type { LiveName } from '../../../src/console/contract/events.ts'
import { useManner } from '../manner.tsx'
import { addressOf } from './client.ts'

export type Connection = 'connecting' | 'live' | 'reconnecting'

const KINDS = [
  'event',
  'status',
  'certificate',
  'directory',
  'doctor',
  'mail',
  'gap',
] as const satisfies readonly LiveName[]
export type LiveKind = (typeof KINDS)[number]
/** The gateway says something every 15 s. Whoever hears nothing for so long hears nobody. */
const SILENCE_MS = 40_000
const REOPEN_MS = 2_000

type Hear = (data: unknown) => void

class Followers {
  readonly #of = new Map<LiveKind, Set<Hear>>()

  add(kind: LiveKind, hear: Hear): () => void {
    const all = this.#of.get(kind) ?? new Set()
    this.#of.set(kind, all.add(hear))
    return () => all.delete(hear)
  }

  tell(kind: LiveKind, data: unknown): void {
    for (const hear of this.#of.get(kind) ?? []) hear(data)
  }
}

interface Live {
  readonly followers: Followers
  readonly connection: Connection
  /** When the stream was last known to be whole, as Unix milliseconds. */
  readonly aliveAt: number
}

const LiveContext = createContext<Live>({ followers: new Followers(), connection: 'connecting', aliveAt: 0 })

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

interface Ends {
  readonly followers: Followers
  readonly onState: (connection: Connection) => void
  readonly onAlive: () => void
}

/** Keeps a stream open until the answer is called. EventSource gives up on an answer that is no stream, such as 503; this does not. */
function follow(address: string, { followers, onState, onAlive }: Ends): () => void {
  let source: EventSource | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let reopening: ReturnType<typeof setTimeout> | undefined
  // Its own reconnection carries the last id in a header; a new one has to say it in the address.
  let lastId = ''
  const open = () => {
    source?.close()
    source = new EventSource(lastId === '' ? address : `${address}&after=${lastId}`)
    source.onopen = alive
    source.onerror = lost
    source.addEventListener('alive', alive)
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        if (event.lastEventId !== '') lastId = event.lastEventId
        alive()
        followers.tell(kind, parsed(event.data))
      })
    }
  }
  const alive = () => {
    onState('live')
    onAlive()
    clearTimeout(silence)
    silence = setTimeout(() => {
      onState('reconnecting')
      open()
    }, SILENCE_MS)
  }
  const lost = () => {
    onState('reconnecting')
    if (source?.readyState !== EventSource.CLOSED) return
    clearTimeout(reopening)
    reopening = setTimeout(open, REOPEN_MS)
  }
  open()
  return () => {
    clearTimeout(silence)
    clearTimeout(reopening)
    source?.close()
  }
}

export function LiveStream({ children }: { readonly children: ReactNode }) {
  const { lang } = useManner()
  const [followers] = useState(() => new Followers())
  const [connection, setConnection] = useState<Connection>('connecting')
  const [aliveAt, setAliveAt] = useState(() => Date.now())
  useEffect(() => {
    let wasLost = false
    return follow(addressOf('/events', lang), {
      followers,
      onState: (state) => {
        setConnection(state)
        // What was missed and cannot be resumed, such as a status, is asked for again.
        if (state === 'live' && wasLost) followers.tell('gap', undefined)
        wasLost = state === 'reconnecting'
      },
      onAlive: () => setAliveAt(Date.now()),
    })
  }, [followers, lang])
  const live = useMemo(() => ({ followers, connection, aliveAt }), [followers, connection, aliveAt])
  return <LiveContext value={live}>{children}</LiveContext>
}

export function useConnection(): { readonly connection: Connection; readonly aliveAt: number } {
  return use(LiveContext)
}

/** Calls `hear` with what is told of these kinds, and after a gap in the stream. */
export function useLive(kinds: readonly LiveKind[], hear: (data: unknown, kind: LiveKind) => void): void {
  const { followers } = use(LiveContext)
  const told = useEffectEvent(hear)
  const key = kinds.join(' ')
  useEffect(() => {
    if (key === '') return
    const wanted = [...KINDS.filter((kind) => key.split(' ').includes(kind)), 'gap' as const]
    const leave = [...new Set(wanted)].map((kind) => followers.add(kind, (data) => told(data, kind)))
    return () => leave.forEach((each) => each())
  }, [followers, key])
}
