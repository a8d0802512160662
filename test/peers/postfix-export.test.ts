/** Tables for a real Postfix, with no gateway running: what postmap finds in them, and what Postfix does by them. */
import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { LOOPBACK } from '../../src/lab/servers.ts'
import { at, PROGRAM } from '../cli/program.ts'
import { until } from '../durability/gateways.ts'
import { prepareHub, type Hub } from './hub.ts'
import { NEEDS_POSTFIX, Postfix } from './postfix.ts'
import { run } from './programs.ts'
import { openRecorder } from './recorder.ts'

const HUB1 = 'hub1.corp.example'
const HUB2 = 'hub2.corp.example'
const HUB3 = 'hub3.corp.example'

async function hubNamed(t: TestContext, name: string): Promise<Hub> {
  const backend = (await openRecorder(t)).address
  return prepareHub(t, { name, receive: { Default: { backend, handoff: 'proxy-v2' } } })
}

/** Key and certificate of a hub in one file beside Postfix's settings. */
function chainOf(hub: Hub, folder: string): string {
  const thumbprint = String(at(hub.json(`server show ${hub.name}`), 'certificates.0.thumbprint'))
  const state = join(dirname(hub.gateway.place.config), 'state')
  const path = join(folder, 'hubtrust.pem')
  const parts = [`keys/${thumbprint}.key`, `certificates/${thumbprint}.pem`]
  writeFileSync(path, parts.map((name) => readFileSync(join(state, name), 'utf8')).join(''))
  return path
}

function exported(hub: Hub, postfix: Postfix, ...words: readonly string[]) {
  const own = ['--config', hub.gateway.place.config, '--postfix-config', postfix.configurationFolder]
  return run(PROGRAM, ['export', 'postfix', ...own, ...words])
}

/** Settings of main.cf as the export prints them. */
async function configured(postfix: Postfix, lines: string): Promise<void> {
  appendFileSync(join(postfix.configurationFolder, 'main.cf'), lines)
  assert.equal((await run('postfix', ['-c', postfix.configurationFolder, 'reload'])).status, 0)
}

for (const format of ['texthash', 'cdb', 'lmdb'] as const)
  test(
    `${format}: every spelling is pinned, a server without a certificate is kept waiting, others are not known`,
    NEEDS_POSTFIX,
    async (t) => {
      const [hub, peer, third] = [await hubNamed(t, HUB1), await hubNamed(t, HUB2), await hubNamed(t, HUB3)]
      const receiver = await Postfix.start(t, {
        name: 'mail.two.example',
        domains: ['two.example', 'three.example'],
        doors: {
          in: {
            entry: `2525 inet n - y - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_ask_ccert=yes
  -o smtpd_tls_fingerprint_digest=sha256
  -o smtpd_tls_chain_files=/etc/postfix/hubtrust.pem
  -o mynetworks=
  -o smtpd_relay_restrictions=$hubtrust_relay
  -o smtpd_recipient_restrictions=`,
          },
          plain: { entry: '26 inet n - y - - smtpd\n  -o smtpd_tls_security_level=none' },
        },
        main: 'hubtrust_relay = defer',
      })
      const { port } = receiver.address('in')
      const { port: plain } = receiver.address('plain')
      const place = `${LOOPBACK}:${String(port)}`
      const sender = await Postfix.start(t, {
        name: 'mail.one.example',
        main: `transport_maps = inline:{two.example=smtp:[${LOOPBACK}]:${String(port)}, three.example=smtp:[${LOOPBACK}]:${String(plain)}}
smtp_host_lookup = native
smtp_tls_security_level = may
smtp_tls_loglevel = 1
smtp_tls_chain_files = /etc/postfix/hubtrust.pem`,
      })
      hub.add(peer, { host: LOOPBACK, port })
      hub.add(third, { host: LOOPBACK, port: plain })
      hub.hubtrust('server', 'disable', HUB3, '--yes')
      peer.add(hub)
      chainOf(hub, sender.configurationFolder)
      chainOf(peer, receiver.configurationFolder)

      const outward = await exported(hub, sender, '--format', format, '--port', '10025')
      assert.equal(outward.status, 0, outward.stderr)
      assert.match(outward.stderr, /hub3\.corp\.example waits in the queue: disabled/)
      const [policyLine = '', relayLine = ''] = outward.stdout.split('\n')
      const table = policyLine.replace('smtp_tls_policy_maps = ', '')
      assert.ok(table.startsWith(`${format}:`), table)
      const spelt = [
        HUB2,
        `[${HUB2}]`,
        `[${HUB2}]:25`,
        `${HUB2}:2525`,
        `[${HUB2}]:10025`,
        `[${place.replace(':', ']:')}`,
        place,
        'HUB2.corp.example',
      ]
      const pins = await Promise.all(spelt.map((key) => sender.ask(key, table)))
      assert.match(pins[0] ?? '', /^fingerprint match=([0-9A-F]{2}:){31}[0-9A-F]{2}\n$/)
      assert.deepEqual([...new Set(pins)].length, 1, pins.join(''))
      assert.equal(await sender.ask(`[${HUB3}]`, table), `fingerprint hubtrust-event-2018-disabled=${HUB3}\n`)
      for (const stranger of ['two.example', '[192.0.2.1]:25', `x.${HUB2}`, `.${HUB2}`])
        assert.equal(await sender.ask(stranger, table), '')

      const inward = await exported(peer, receiver, '--format', format)
      assert.equal(inward.status, 0, inward.stderr)
      await configured(receiver, `${inward.stdout.split('\n')[1] ?? ''}\n`)
      await configured(sender, `${policyLine}\n${relayLine}\n`)

      await sender.deliver({ from: 'a@one.example', to: 'b@two.example', message: 'Subject: table\n\nhello\n' })
      await until('the mail is there', () => receiver.mailbox().length === 1)
      assert.match(sender.log(), /Verified TLS connection established to 127\.0\.0\.1/)
      await sender.deliver({ from: 'a@one.example', to: 'b@three.example', message: 'Subject: kept\n\nhello\n' })
      await until('kept', () =>
        sender.queue().some(({ reason }) => reason.includes('client TLS configuration problem')),
      )
      assert.match(sender.log(), /invalid attribute name: "hubtrust-event-2018-disabled"/)

      const path = table.slice(table.indexOf(':') + 1)
      const { mtimeMs } = statSync(path)
      assert.equal((await exported(hub, sender, '--format', format, '--port', '10025')).status, 0)
      assert.equal(statSync(path).mtimeMs, mtimeMs)

      peer.hubtrust('server', 'disable', HUB1, '--yes')
      assert.equal((await exported(peer, receiver, '--format', format)).status, 0)
      await sender.deliver({ from: 'a@one.example', to: 'b@two.example', message: 'Subject: no more\n\nhello\n' })
      await until('refused', () => sender.queue().some(({ reason }) => /45\d 4\.\d\.\d/.test(reason)))
      assert.equal(receiver.mailbox().length, 1)
    },
  )

test(
  'a type that this Postfix has no tables of is named, with the package, and nothing is written',
  NEEDS_POSTFIX,
  async (t) => {
    const hub = await hubNamed(t, HUB1)
    const postfix = await Postfix.start(t, { name: 'mail.one.example' })
    const meta = join(postfix.configurationFolder, 'meta')
    mkdirSync(meta)
    appendFileSync(join(postfix.configurationFolder, 'main.cf'), `meta_directory = ${meta}\n`)
    const { status, stderr } = await exported(hub, postfix, '--format', 'lmdb')
    assert.equal(status, 1)
    assert.match(stderr, /no tables of the type lmdb/)
    assert.match(stderr, /apt-get install postfix-lmdb/)
    assert.equal((await exported(hub, postfix, '--port', '99999')).status, 64)
  },
)
