/** The only place where the gateway opens connections. */
import { connect, type LookupFunction, type Socket } from 'node:net'
import { failure, reasonOf, systemCode } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'

export interface DialOptions {
  readonly host: string
  readonly port: number
  /** Milliseconds until NET_DEADLINE. */
  readonly withinMs: number
  /** How a name becomes addresses; the system's resolver, inside this process, when left out. */
  readonly lookup?: LookupFunction
}

/** @throws HubtrustError NET_DEADLINE, NET_UNREACHABLE */
export function dial({ host, port, withinMs, lookup }: DialOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // net.connect passes highWaterMark on to the stream; its types do not say so.
    const pipe = { allowHalfOpen: true, noDelay: true, highWaterMark: LIMITS.pipeHighWaterBytes }
    const socket = connect({ host, port, ...pipe, ...(lookup === undefined ? {} : { lookup }) })
    const deadline = setTimeout(() => {
      socket.destroy()
      reject(failure('NET_DEADLINE', { host, port }))
    }, withinMs)
    const onError = (error: Error) => {
      clearTimeout(deadline)
      reject(failure('NET_UNREACHABLE', { host, port, reason: systemCode(error) ?? reasonOf(error) }, error))
    }
    socket.once('error', onError)
    socket.once('connect', () => {
      clearTimeout(deadline)
      socket.off('error', onError)
      resolve(socket)
    })
  })
}
