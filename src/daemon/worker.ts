/** A worker: the gateway and nothing else. Directory, store, event log and configuration are the first process's. */
import cluster from 'node:cluster'
import process from 'node:process'
import { systemClock } from '../core/clock.ts'
import { HubtrustError, reasonOf } from '../core/errors.ts'
import type { TraceTag } from '../model/trace.ts'
import type { Identity } from '../net/tls.ts'
import { closeInherited, inheritSockets } from '../net/inherited.ts'
import { inheritedSockets } from './inherited-sockets.ts'
import { LocalGateway } from './gateway-host.ts'
import { TraceSwitch } from './trace-switch.ts'
import { unpackIdentities, unpackView, type Answer, type Order, type Report } from './worker-protocol.ts'

/** Whether this process was forked by the first one. */
export function isWorker(): boolean {
  return cluster.isWorker
}

/** Resolves when the first process has let go of this one. */
export function runWorker(): Promise<void> {
  // They are the first process's, which listens on our behalf.
  inheritSockets(inheritedSockets(process.env, process.ppid))
  const traceSwitch = new TraceSwitch(systemClock)
  const gateway = new LocalGateway({
    clock: systemClock,
    raise: (event) => {
      report({ kind: 'event', event })
    },
    trace: traceSwitch.trace,
    onOwnCertificateUsed: (direction) => {
      report({ kind: 'used', direction })
    },
  })
  const follow = followOrders(gateway, traceSwitch)
  // Whoever stops the service tells the first process, which tells us in order.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
  process.on('message', (order: Order) => {
    follow(order)
  })
  return new Promise((resolve) => {
    process.once('disconnect', resolve)
  })
}

function report(message: Report): void {
  if (process.connected) process.send?.(message)
}

function followOrders(gateway: LocalGateway, traceSwitch: TraceSwitch): (order: Order) => void {
  const known = new Map<string, Identity>()
  let listening = { close: (): void => undefined }
  const listen = (tags: readonly TraceTag[]): void => {
    listening.close()
    listening = traceSwitch.listen({
      tags: new Set(tags),
      onLine: (line) => {
        report({ kind: 'line', line })
      },
    })
  }
  const answer = (ticket: number, work: Promise<Answer>): void => {
    void work.then(
      (done) => {
        report({ kind: 'answer', ticket, answer: done })
      },
      (error: unknown) => {
        report({ kind: 'answer', ticket, answer: failedAnswer(error) })
      },
    )
  }
  return (order) => {
    switch (order.kind) {
      case 'configure':
        answer(
          order.ticket,
          gateway.configure(order.settings).then((on) => ({ kind: 'listening', on })),
        )
        return
      case 'trust':
        gateway.setTrust(unpackView(order.view))
        return
      case 'identities':
        gateway.setIdentities(unpackIdentities(order.identities, known))
        return
      case 'tags':
        listen(order.tags)
        return
      case 'statistics':
        answer(
          order.ticket,
          gateway.statistics().then((statistics) => ({ kind: 'statistics', statistics })),
        )
        return
      case 'drain':
        closeInherited()
        answer(
          order.ticket,
          gateway.drain(order.withinMs).then(() => ({ kind: 'drained' })),
        )
    }
  }
}

function failedAnswer(error: unknown): Answer {
  if (error instanceof HubtrustError) return { kind: 'failed', code: error.code, details: error.details }
  return { kind: 'failed', code: 'DAEMON_WORKER_FAILED', details: { reason: reasonOf(error) } }
}
