/**
 * Only for the benchmark: the other servers of an organization, all in one process. Gateways that trust the one server
 * named first, with one mail server behind them all; and a port where nobody ever says anything. Prints its ports as JSON.
 *
 *     node bench/neighbours.ts CERTIFICATE [CERTIFICATE KEY]...
 */
import { readFileSync } from 'node:fs'
import { systemClock } from '../src/core/clock.ts'
import { Gateway } from '../src/gateway/gateway.ts'
import { NO_TRUST } from '../src/gateway/trust-view.ts'
import { noTrace } from '../src/model/trace.ts'
import { listen } from '../src/net/listen.ts'
import type { Socket } from '../src/net/socket.ts'
import type { Identity } from '../src/net/tls.ts'
import { TrustIndex } from '../src/trust/index.ts'
import { fingerprintOf } from '../src/x509/parse.ts'
import { readPem } from '../src/x509/pem.ts'
import { readIdentity } from './certificates.ts'

const HOST = '127.0.0.1'
const CALLER = 'hub1.corp.example'

function mailServer(socket: Socket): void {
  socket.on('error', () => undefined)
  socket.on('end', () => socket.end())
  socket.write('220 behind ESMTP\r\n')
  socket.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString('latin1').split('\r\n').slice(0, -1))
      socket.write(line.startsWith('EHLO') ? '250-behind\r\n250 SIZE\r\n' : '250 2.0.0 Ok\r\n')
  })
}

async function startGateway(identity: Identity, index: TrustIndex, backendPort: number): Promise<number> {
  const gateway = new Gateway(
    {
      server: { name: CALLER, roles: ['hub'], hostNames: {} },
      gateway: {
        processes: 1,
        handshakesInFlightMax: 64,
        receive: [
          {
            name: 'Neighbour',
            listen: { host: HOST, port: 0 },
            fqdn: 'neighbour.corp.example',
            auth: ['tls'],
            mode: 'dedicated',
            plaintext: false,
            backend: { host: HOST, port: backendPort },
            handoff: 'plain',
            refusal: 'defer',
            bareLf: 'pass',
            connectionsMax: 1_000,
            connectionsPerAddressMax: 1_000,
          },
        ],
        send: [],
      },
    },
    { clock: systemClock, raise: () => undefined, trace: noTrace, onOwnCertificateUsed: () => undefined },
  )
  gateway.setTrust({ ...NO_TRUST, index })
  gateway.setIdentities({ internal: identity, byConnector: new Map(), problem: undefined })
  const [listening] = await gateway.start()
  return listening?.port ?? 0
}

const [caller = '', ...pairs] = process.argv.slice(2)
const [block] = readPem(readFileSync(caller, 'utf8'))
if (block === undefined) throw new Error(`no certificate in ${caller}`)
const index = TrustIndex.build([{ server: CALLER, fingerprints: [fingerprintOf(block.der)] }])
const behind = await listen({ host: HOST, port: 0, onConnection: mailServer })
const silent = await listen({
  host: HOST,
  port: 0,
  onConnection: (socket) => {
    socket.on('error', () => undefined)
  },
})
const ports: number[] = []
for (let at = 0; at + 1 < pairs.length; at += 2)
  ports.push(await startGateway(readIdentity(pairs[at] ?? '', pairs[at + 1] ?? ''), index, behind.port))
process.stdout.write(`${JSON.stringify({ behind: behind.port, silent: silent.port, ports })}\n`)
