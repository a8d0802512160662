/** A client as Postfix is one: a connection that stays open, questions one after the other or all at once. */
import { once } from 'node:events'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { netstring } from '../../src/wire/netstring.ts'

export interface Asking {
  readonly socket: Socket
  /** The reply to a question to a map. */
  map(map: string, key: string): Promise<string>
  /** The action for a request to the policy service. */
  policy(attributes: Readonly<Record<string, string>>): Promise<string>
}

export async function startAsking(t: TestContext, place: string): Promise<Asking> {
  const socket = connect(placeOf(place))
  t.after(() => socket.destroy())
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => (heard += text))
  const reply = async (form: RegExp): Promise<string> => {
    for (;;) {
      const [whole, said] = form.exec(heard) ?? []
      if (whole !== undefined && said !== undefined) {
        heard = heard.slice(whole.length)
        return said
      }
      if (socket.destroyed || socket.readableEnded) throw new Error(`closed after "${heard}"`)
      await Promise.race([once(socket, 'data'), once(socket, 'close')])
    }
  }
  return {
    socket,
    map: (map, key) => {
      socket.write(netstring(`${map} ${key}`), 'latin1')
      return reply(/^\d+:((?:OK|NOTFOUND|TEMP|PERM) .*?),(?=\d+:|$)/)
    },
    policy: (attributes) => {
      const all = { request: 'smtpd_access_policy', protocol_state: 'RCPT', ...attributes }
      const lines = Object.entries(all).map(([name, value]) => `${name}=${value}\n`)
      socket.write(`${lines.join('')}\n`, 'latin1')
      return reply(/^action=(.*)\n\n/)
    },
  }
}

/** `unix:/path` or `host:port`, as the status says it. */
function placeOf(place: string): NetConnectOpts {
  if (place.startsWith('unix:')) return { path: place.slice('unix:'.length) }
  const [host = '', port = ''] = place.split(':')
  return { host, port: Number(port) }
}
