/** Sessions opened against one proxy: the figures of the load generator and the CPU that the proxy used meanwhile. */
import type { Bench } from './case.ts'
import type { Certificate } from './certificates.ts'
import { numberOf } from './json.ts'
import { shown } from './loads.ts'
import type { Proxy } from './peers.ts'
import { cpuSeconds } from './proc.ts'
import type { Place } from './stage.ts'

const AT_ONCE = 16
const REFUSED_TRIES = 10

export interface Opened {
  readonly done: number
  /** A second. */
  readonly rate: number
  /** Of the proxy with all its processes, a session. */
  readonly cpuUs: number
  readonly p50Ms: number
}

export interface SessionsOrder {
  readonly client: Certificate
  readonly count: number
  readonly isSmtp?: boolean
  readonly atOnce?: number
  readonly place?: Place
}

export async function openSessions(bench: Bench, { program, port }: Proxy, order: SessionsOrder): Promise<Opened> {
  const { client, count, isSmtp = false, atOnce = AT_ONCE, place = 'load' } = order
  const args = [
    '-p',
    String(port),
    '-n',
    String(count),
    '-c',
    String(atOnce),
    ...shown(client),
    ...(isSmtp ? ['-S'] : []),
  ]
  const before = cpuSeconds(program.pid)
  const figures = await bench.loads.run('handshakes', args, place)
  const used = cpuSeconds(program.pid) - before
  const done = numberOf(figures, 'done')
  return {
    done,
    rate: numberOf(figures, 'rate'),
    cpuUs: (used * 1e6) / Math.max(1, done),
    p50Ms: numberOf(figures, 'p50Ms'),
  }
}

/** All of them, or the measurement is void. */
export async function openAll(bench: Bench, name: string, proxy: Proxy, order: SessionsOrder): Promise<Opened> {
  const opened = await openSessions(bench, proxy, order)
  if (opened.done < order.count)
    throw new Error(`${name} opened ${String(opened.done)} of ${String(order.count)} sessions`)
  return opened
}

/** A proxy that lets a stranger of the same name in does less work than it should: its figures would be worth nothing. */
export async function checkRefusal(
  bench: Bench,
  name: string,
  proxy: Proxy,
  order: Omit<SessionsOrder, 'count'>,
): Promise<void> {
  const { done } = await openSessions(bench, proxy, { ...order, count: REFUSED_TRIES })
  if (done > 0) throw new Error(`${name} let a stranger in ${String(done)} times of ${String(REFUSED_TRIES)}`)
}
