/** The plainest peer there is: `openssl s_client -starttls smtp` with a key and a certificate. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressText } from '../../src/lab/servers.ts'
import { at } from '../cli/program.ts'
import { prepareHub, type Hub } from './hub.ts'
import { makePeer, PEER_ADDRESS, type Peer } from './peer.ts'
import { run, type Said } from './programs.ts'
import { openRecorder, RECORDER_EHLO } from './recorder.ts'

const VERSIONS = [
  ['TLSv1.2', '-tls1_2'],
  ['TLSv1.3', '-tls1_3'],
] as const

/** Says EHLO and QUIT under TLS, and insists on the certificate it knows of the gateway. */
function greet({ name, address, certificate }: Hub, version: string, peer?: Peer): Promise<Said> {
  const credentials = peer === undefined ? [] : ['-cert', peer.certificate, '-key', peer.key]
  return run(
    'openssl',
    [
      ...['s_client', '-connect', addressText(address('Default')), '-bind', PEER_ADDRESS, '-starttls', 'smtp', version],
      ...['-brief', '-nocommands', '-ign_eof', '-CAfile', certificate],
      ...['-verify_return_error', '-verify_hostname', name, ...credentials],
    ],
    'EHLO mail.peer.example\r\nQUIT\r\n',
  )
}

test('openssl s_client gets in with a certificate of the directory, and reads why it does not', async (t) => {
  const recorder = await openRecorder(t)
  const peer = await makePeer(t, 'mx.peer.example')
  const stranger = await makePeer(t, 'mx.peer.example')
  const hub = await prepareHub(t, {
    name: 'hub1.corp.example',
    receive: { Default: { backend: recorder.address, handoff: 'proxy-v2' } },
  })
  hub.add(peer)
  await hub.gateway.start()

  for (const [version, option] of VERSIONS) {
    await t.test(`${version}, the published certificate: the server behind answers`, async () => {
      const before = recorder.recordings.length
      const said = await greet(hub, option, peer)
      assert.match(said.stderr, new RegExp(`^Protocol version: ${version.replace('.', '\\.')}$`, 'm'))
      assert.match(said.stderr, /^Verification: OK$/m)
      assert.equal(said.stdout, `${RECORDER_EHLO}221 2.0.0 Bye\r\n`)
      const [recording] = recorder.recordings.slice(before)
      assert.deepEqual(recording?.commands, ['EHLO mail.peer.example', 'QUIT'])
      assert.deepEqual(
        { address: recording.peer?.address, identity: recording.peer?.identity },
        { address: PEER_ADDRESS, identity: peer.name },
      )
    })

    const refusals = [
      ["a stranger's certificate of the same name", stranger, 'peer.not-in-directory', /: certificate SHA-256 \w+/],
      ['no certificate', undefined, 'peer.no-certificate', /: no certificate was presented/],
    ] as const
    for (const [what, presented, cause, proof] of refusals) {
      await t.test(`${version}, ${what}: 454 with event 1036 and ${cause}`, async () => {
        const before = recorder.recordings.length
        const { stdout } = await greet(hub, option, presented)
        const [answer = '', bye] = stdout.split('\r\n')
        assert.ok(answer.startsWith(`454 4.7.0 Direct trust failed (event 1036, cause ${cause})`), stdout)
        assert.match(answer, proof)
        assert.equal(bye, '221 2.0.0 Bye')
        assert.equal(recorder.recordings.length, before, 'the server behind hears nothing of it')
      })
    }
  }

  await t.test('the event log tells the same, with the address each came from', () => {
    const events = hub.json('events --id 1036')
    assert.ok(Array.isArray(events))
    const told = events.map((event) => [at(event, 'cause'), at(event, 'args.address')])
    assert.deepEqual(told, [
      ['peer.not-in-directory', PEER_ADDRESS],
      ['peer.no-certificate', PEER_ADDRESS],
    ])
  })
})
