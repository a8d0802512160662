/** Nobody resumes a session, so no process of a gateway sends tickets for it: each would cost a tenth of a handshake. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import { mailServer, securedClient } from '../gateway/harness.ts'
import { newGround } from './ground.ts'
import { receiving, startServe } from './served.ts'

/** The system gives a connection to any of two workers: both are met, but for one chance in a thousand. */
const TRIES = 10

for (const processes of [1, 2]) {
  test(`no session ticket is sent by a gateway of ${String(processes)}`, async (t) => {
    const behind = await mailServer(t)
    const ground = newGround(t)
    const [port = 0] = await freePorts(1)
    const connector = receiving(behind.port, { listen: `127.0.0.1:${String(port)}` })
    await startServe(t, ground.configure({ gateway: { processes, receive: [connector] } }))
    let tickets = 0
    for (let at = 0; at < TRIES; at += 1) {
      const client = await securedClient(t, { port, identity: ground.hub2 })
      client.tls.on('session', () => {
        tickets += 1
      })
      // Tickets would come before the answer.
      assert.match(await client.ask('EHLO hub2.corp.example\r\n'), /^250/)
      assert.equal(client.tls.getProtocol(), 'TLSv1.3')
    }
    assert.equal(tickets, 0)
  })
}
