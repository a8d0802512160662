/**
 * Only for the benchmark: the gateway without the words of SMTP. TLS at once, the verdict, the server behind, the byte
 * pipe, made of the gateway's own parts, so that its handshakes can be set beside proxies that speak no SMTP.
 *
 *     node bench/direct.ts PORT BACKEND CERTIFICATE KEY SNAPSHOT
 */
import { readFileSync } from 'node:fs'
import { systemClock } from '../src/core/clock.ts'
import { LIMITS } from '../src/core/limits.ts'
import { Hub } from '../src/gateway/hub.ts'
import { judge, type Judgement } from '../src/gateway/judge.ts'
import { NO_TRUST } from '../src/gateway/trust-view.ts'
import { noTrace } from '../src/model/trace.ts'
import { dial } from '../src/net/dial.ts'
import { listen } from '../src/net/listen.ts'
import { ignoreErrors, type Socket, type TLSSocket } from '../src/net/socket.ts'
import { TlsAcceptor } from '../src/net/tls.ts'
import { TrustIndex } from '../src/trust/index.ts'
import { readIdentity } from './certificates.ts'

const HOST = '127.0.0.1'
const IN_FLIGHT_MAX = 64

async function join(hub: Hub, secured: TLSSocket, { verdict, fingerprint }: Judgement, port: number): Promise<void> {
  if (verdict.kind !== 'trusted' || fingerprint === undefined) {
    secured.destroy()
    return
  }
  const plain = await dial({ host: HOST, port, withinMs: LIMITS.connectMs })
  if (secured.destroyed) plain.destroy()
  else hub.sessions.join({ secure: secured, plain, trust: { server: verdict.server, fingerprint } })
}

function receive(hub: Hub, acceptor: TlsAcceptor, raw: Socket, port: number): void {
  ignoreErrors(raw)
  raw.pause()
  hub.pacing.request(() => {
    acceptor.accept(
      raw,
      (secured) => {
        hub.pacing.done()
        ignoreErrors(secured)
        const judgement = judge(secured, { view: hub.view, nowMs: systemClock.nowMs() })
        join(hub, secured, judgement, port).catch(() => secured.destroy())
      },
      () => {
        hub.pacing.done()
      },
    )
  })
}

const [port = '', backend = '', certificate = '', key = '', snapshot = ''] = process.argv.slice(2)
const hub = new Hub(
  { clock: systemClock, raise: () => undefined, trace: noTrace, onOwnCertificateUsed: () => undefined },
  IN_FLIGHT_MAX,
)
hub.view = { ...NO_TRUST, index: TrustIndex.load(readFileSync(snapshot)) }
const acceptor = new TlsAcceptor(readIdentity(certificate, key))
await listen({
  host: HOST,
  port: Number(port),
  onConnection: (raw) => {
    receive(hub, acceptor, raw, Number(backend))
  },
})
