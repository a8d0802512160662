/** Direct trust for the SMTP libraries of Node: what `nodemailer` and `smtp-server` are handed. Neither is imported here. */
import { reasonOf } from '../core/errors.ts'
import type { Address } from '../model/configuration.ts'
import type { TLSSocket } from '../net/socket.ts'
import { contextOptions, type ClientContext, type Identity } from '../net/tls.ts'

/** What `createTransport` of nodemailer takes. */
export interface NodemailerTransport {
  readonly host: string
  readonly port: number
  /** Our name in EHLO. */
  readonly name: string
  /** The socket is handed over secured: nodemailer makes no TLS of its own. */
  readonly secure: true
  readonly getSocket: (
    options: object,
    callback: (error: Error | null, socket: { connection: TLSSocket; secured: true } | undefined) => void,
  ) => void
}

interface Way {
  readonly address: Address
  readonly name: string
  readonly open: () => Promise<TLSSocket>
  /** The peer greets when TLS is up; after STARTTLS it does not, and nodemailer waits for a greeting. */
  readonly isGreeted: boolean
}

export function transportTo({ address, name, open, isGreeted }: Way): NodemailerTransport {
  return {
    ...address,
    name,
    secure: true,
    getSocket: (_options, callback) => {
      open().then(
        (socket) => {
          if (!isGreeted) socket.unshift(Buffer.from(`220 ${address.host} secured\r\n`))
          callback(null, { connection: socket, secured: true })
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Error(reasonOf(error)), undefined)
        },
      )
    },
  }
}

type Answer = (error?: Error | null) => void

interface Desk {
  readonly identity: Identity
  readonly current: () => ClientContext
  /** Why the peer is refused; it is answered, and its connection closed, by `smtp-server`. */
  readonly judge: (socket: TLSSocket, session: object) => Error | undefined
  readonly isTrusted: (session: object) => boolean
}

/** What `smtp-server` answers with. */
class SmtpRefusal extends Error {
  readonly responseCode: number

  constructor(responseCode: number, text: string, cause?: unknown) {
    super(text, { cause })
    this.responseCode = responseCode
  }
}

/** What is set in the options of `smtp-server`, whatever was set before. */
export type SmtpServerSettings = ReturnType<typeof smtpServerSettings>

/** @param options of the program; its `onSecure` and `onMailFrom` are asked when direct trust has nothing against it */
export function smtpServerSettings(desk: Desk, options: object) {
  return {
    ...contextOptions(desk.identity),
    requestCert: true,
    rejectUnauthorized: false,
    // Who a client is says its certificate.
    authOptional: true,
    disabledCommands: ['AUTH'],
    SNICallback: (_name: string, callback: (error: Error | null, context?: ClientContext) => void) => {
      callback(null, desk.current())
    },
    onSecure: (socket: TLSSocket, session: object, callback: Answer) => {
      const refusal = desk.judge(socket, session)
      if (refusal !== undefined) {
        callback(new SmtpRefusal(454, `4.7.0 Direct trust failed: ${refusal.message}`, refusal))
        return
      }
      pass(options, 'onSecure', [socket, session, callback])
    },
    onMailFrom: (address: object, session: object, callback: Answer) => {
      if (desk.isTrusted(session)) pass(options, 'onMailFrom', [address, session, callback])
      else callback(new SmtpRefusal(530, '5.7.0 Must issue a STARTTLS command first'))
    },
  }
}

function pass(options: object, name: string, [subject, session, callback]: readonly [object, object, Answer]): void {
  const own: unknown = Reflect.get(options, name)
  if (typeof own === 'function') Reflect.apply(own, undefined, [subject, session, callback])
  else callback()
}
