/** Sends one message through a send connector, as a local mail server would: it is delivered, deferred or refused. */
import { createTransport } from 'nodemailer'
import { reasonOf } from '../core/errors.ts'
import type { Address } from '../model/configuration.ts'
import { dial } from '../net/dial.ts'
import { printable } from '../core/text.ts'

const CONNECT_MS = 10_000
const ANSWER_MS = 60_000

export interface Letter {
  readonly sender: string
  readonly recipients: readonly string[]
  /** The whole message, headers and body. */
  readonly raw: Buffer
  /** The name said in EHLO. */
  readonly greetAs: string
}

export type Outcome =
  | { readonly kind: 'delivered' }
  /** 4xx, or no answer: the sender keeps the message and tries again. */
  | { readonly kind: 'deferred'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** Never throws: what went wrong is the answer. Without a clear "no" a message is deferred. */
export async function post(connector: Address, { sender, recipients, raw, greetAs }: Letter): Promise<Outcome> {
  try {
    const connection = await dial({ ...connector, withinMs: CONNECT_MS })
    // nodemailer listens from its first command on; before that an error must not be fatal.
    connection.on('error', () => undefined)
    const transport = createTransport({
      ...connector,
      connection,
      name: greetAs,
      ignoreTLS: true,
      greetingTimeout: ANSWER_MS,
      socketTimeout: ANSWER_MS,
    })
    try {
      await transport.sendMail({ envelope: { from: sender, to: [...recipients] }, raw })
    } finally {
      transport.close()
      connection.destroy()
    }
    return { kind: 'delivered' }
  } catch (error) {
    const code =
      error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
        ? error.responseCode
        : 0
    // The server's own words where it said any; nodemailer's sentence repeats them.
    const said =
      error instanceof Error && 'response' in error && typeof error.response === 'string' ? error.response : ''
    const reason = printable(said === '' ? reasonOf(error) : said)
    return code >= 500 ? { kind: 'refused', reason } : { kind: 'deferred', reason }
  }
}
