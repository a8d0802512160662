/** Two real Postfix, chrooted as Debian ships them, that ask their own Hubtrust: the recipes of the guide, and what an operator reads. */
import assert from 'node:assert/strict'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { parseDocument } from 'yaml'
import { systemClock } from '../../src/core/clock.ts'
import { openEmbeddedDirectory } from '../../src/directory/embedded.ts'
import { LOOPBACK } from '../../src/lab/servers.ts'
import { at, openWorld } from '../cli/program.ts'
import { until } from '../durability/gateways.ts'
import { prepareHub, type Hub } from './hub.ts'
import { NEEDS_POSTFIX, Postfix } from './postfix.ts'
import { recipe } from './recipe.ts'
import { openRecorder } from './recorder.ts'

const GUIDE = 'docs/guide/postfix.md'
const HUB1 = 'hub1.corp.example'
const HUB2 = 'hub2.corp.example'
const CHAIN = '/etc/postfix/../hubtrust.pem'

/** A part of the guide, with the certificate in this Postfix's own folder. */
const guide = (words: string): string => recipe(GUIDE, words).replaceAll('/var/lib/hubtrust/postfix/current.pem', CHAIN)

interface Side {
  readonly hub: Hub
  readonly postfix: Postfix
}

/** The section of the guide, for this Postfix. */
function answer({ hub, postfix }: Side): void {
  const folder = dirname(postfix.configurationFolder)
  const path = hub.gateway.place.config
  const configuration = parseDocument(readFileSync(path, 'utf8'))
  const section: unknown = parseDocument(recipe(GUIDE, 'unix:hubtrust/policy.sock\n  chain')).toJS()
  const chain = { path: join(folder, 'hubtrust.pem'), reload: ['postfix', '-c', postfix.configurationFolder, 'reload'] }
  const stated = at(section, 'postfix')
  assert.ok(typeof stated === 'object' && stated !== null)
  configuration.set('postfix', {
    ...stated,
    queueDirectory: join(folder, 'spool'),
    chain: { ...chain, reloadEvery: '1s' },
  })
  writeFileSync(path, String(configuration))
}

interface Scene {
  readonly from: Side
  readonly to: Side
  /** Where the receiving Postfix takes mail without TLS. */
  readonly plainPort: number
  readonly port: number
}

async function startScene(t: TestContext): Promise<Scene> {
  const behind = { Default: { backend: (await openRecorder(t)).address, handoff: 'proxy-v2' } } as const
  const receiver = await Postfix.start(t, {
    name: 'mail.two.example',
    domains: ['two.example', 'three.example'],
    main: guide('hubtrust_relay = check_policy_service'),
    doors: {
      in: { entry: guide('syslog_name=postfix/from-hubtrust') },
      plain: { entry: '26 inet n - y - - smtpd\n  -o smtpd_tls_security_level=none' },
    },
  })
  const { port } = receiver.address('in')
  const { port: plainPort } = receiver.address('plain')
  const hop = (to: number) => `direct:[${LOOPBACK}]:${String(to)}`
  const sender = await Postfix.start(t, {
    name: 'mail.one.example',
    main: `${guide('smtp_tls_policy_maps = socketmap')}
transport_maps = inline:{two.example=${hop(port)}, three.example=${hop(plainPort)}}
smtp_host_lookup = native
minimal_backoff_time = 300s`,
    master: 'direct unix - - y - - smtp',
  })
  const to = { hub: await prepareHub(t, { name: HUB2, receive: behind }), postfix: receiver }
  const from = { hub: await prepareHub(t, { name: HUB1, receive: behind }), postfix: sender }
  from.hub.add(to.hub, { host: LOOPBACK, port })
  to.hub.add(from.hub)
  for (const side of [from, to]) answer(side)
  await Promise.all([from.hub.gateway.start(), to.hub.gateway.start()])
  for (const { hub } of [from, to]) await until('the chain is there', () => hubEvents(hub, 30040).length > 0)
  return { from, to, plainPort, port }
}

function hubEvents(hub: Hub, id: number): readonly unknown[] {
  const found = hub.json(`events --id ${String(id)}`)
  return Array.isArray(found) ? found : []
}

function send({ from: { postfix } }: Scene, subject: string, domain = 'two.example'): Promise<void> {
  const to = `bob@${domain}`
  const message = `From: alice@one.example\nTo: ${to}\nSubject: ${subject}\nTLS-Required: no\n\nHello\n`
  return postfix.deliver({ from: 'alice@one.example', to, message })
}

function subjects({ to: { postfix } }: Scene): readonly string[] {
  return postfix.mailbox().map((text) => /^Subject: (.*)$/m.exec(text.toString('latin1'))?.[1] ?? '')
}

/** Why the one message in the queue is still there. */
async function whyDeferred({ from: { postfix } }: Scene): Promise<string> {
  await until('deferred', () => postfix.queue().some(({ queue, reason }) => queue === 'deferred' && reason !== ''))
  return postfix.queue()[0]?.reason ?? ''
}

async function flushed(scene: Scene): Promise<void> {
  await scene.from.postfix.flush()
  await until('the queue is empty', () => scene.from.postfix.queue().length === 0)
}

/** Waits until a running Hubtrust has heard of a change. */
function inForce(hub: Hub, certificates: number): Promise<void> {
  return until('in force', () => at(hub.json('status'), 'gateway.directory.certificates') === certificates)
}

function thumbprint(hub: Hub, server: string): string {
  return String(at(hub.json(`server show ${server}`), 'certificates.0.thumbprint'))
}

test(
  'two chrooted Postfix trust each other natively, and keep the mail where trust fails',
  NEEDS_POSTFIX,
  async (t) => {
    const scene = await startScene(t)
    const { from, to } = scene

    await t.test(
      'self-signed both ways: delivered over verified TLS, on both sides by the directory alone',
      async () => {
        await send(scene, 'first')
        await until('delivered', () => subjects(scene).includes('first'))
        assert.match(from.postfix.log(), /postfix\/smtp\[\d+\]: Verified TLS connection established to 127\.0\.0\.1/)
        assert.match(from.postfix.log(), /status=sent \(250 2\.0\.0 Ok/)
        const { counts } = statusOf(from.hub)
        assert.equal(at(counts, 'pinned'), 1)
        assert.equal(at(statusOf(to.hub).counts, 'trusted'), 1)
      },
    )

    await t.test('postmap answers an operator as smtp(8) is answered', async () => {
      const table = tableOf(from)
      assert.match(
        await from.postfix.ask(HUB2.toUpperCase(), table),
        /^fingerprint match=([0-9A-F]{2}:){31}[0-9A-F]{2}\n$/,
      )
      assert.equal(await from.postfix.ask('elsewhere.example', table), '')
    })

    await t.test('a next hop that is none of ours is reached as without Hubtrust', async () => {
      await send(scene, 'plain', 'three.example')
      await until('delivered', () => subjects(scene).includes('plain'))
    })

    await t.test(
      'the same address as one of ours that offers no STARTTLS: deferred, whatever its TLS-Required says',
      async () => {
        const directory = openEmbeddedDirectory({ path: directoryPath(from.hub), clock: systemClock })
        t.after(() => {
          directory.close()
        })
        const table = tableOf(from)
        const plain = `[${LOOPBACK}]:${String(scene.plainPort)}`
        const isPinned = async (wanted: boolean): Promise<void> => {
          for (let pins = !wanted; pins !== wanted;) pins = (await from.postfix.ask(plain, table)) !== ''
        }
        const addresses = [scene.port, scene.plainPort].map((port) => `${LOOPBACK}:${String(port)}`)
        directory.change(HUB2, { addresses })
        await isPinned(true)
        await send(scene, 'no tls', 'three.example')
        assert.match(await whyDeferred(scene), /TLS is required, but was not offered by host 127\.0\.0\.1/)
        directory.change(HUB2, { addresses: addresses.slice(0, 1) })
        await isPinned(false)
        await flushed(scene)
        // The peer's queue has it before its mailbox.
        await until('delivered', () => subjects(scene).includes('no tls'))
      },
    )

    await t.test('withdrawn: deferred, and the mail log holds event and cause', async () => {
      from.hub.hubtrust('server', 'withdraw', HUB2, thumbprint(from.hub, HUB2), '--yes')
      await inForce(from.hub, 1)
      await send(scene, 'withdrawn')
      assert.match(await whyDeferred(scene), /4\.7\.5|client TLS configuration problem/)
      assert.match(
        from.postfix.log(),
        /Hubtrust event 2018, cause peer\.not-in-directory: hub2\.corp\.example \(no-certificate-published\)/,
      )
      assert.equal(at(hubEvents(from.hub, 2018)[0], 'cause'), 'peer.not-in-directory')
    })

    await t.test(
      'another certificate is published for it: not verified, deferred; the right one again: delivered',
      async () => {
        const other = openWorld(HUB2)
        t.after(other.remove)
        const file = other.path('other.pem')
        assert.equal(other.run(['server', 'export', HUB2, '--out', file]).status, 0)
        from.hub.add({ name: HUB2, certificate: file })
        await inForce(from.hub, 2)
        await from.postfix.flush()
        await until('not verified', () => from.postfix.log().includes('Server certificate not verified'))
        from.hub.add(to.hub)
        await inForce(from.hub, 3)
        await flushed(scene)
        // The peer's queue has it before its mailbox.
        await until('delivered', () => subjects(scene).includes('withdrawn'))
      },
    )

    await t.test('the peer does not trust us: it says so with event 1036 in SMTP, and both logs hold it', async () => {
      to.hub.hubtrust('server', 'disable', HUB1, '--yes')
      await inForce(to.hub, 1)
      await send(scene, 'untrusted')
      const why =
        /450 4\.7\.1 .*Direct trust failed \(event 1036, cause peer\.not-in-directory\): certificate SHA-256 [0-9A-F]{64}/
      assert.match(await whyDeferred(scene), why)
      assert.match(
        to.postfix.log(),
        /postfix\/from-hubtrust\/smtpd\[\d+\]: NOQUEUE: reject: .*event 1036, cause peer\.not-in-directory/,
      )
      assert.equal(at(hubEvents(to.hub, 1036)[0], 'args.address'), LOOPBACK)
      to.hub.hubtrust('server', 'enable', HUB1)
      await inForce(to.hub, 2)
      await flushed(scene)
    })

    await t.test('Hubtrust killed on either side: deferred, and delivered when it is back', async () => {
      for (const { hub } of [from, to]) {
        hub.gateway.kill()
        await send(scene, `killed ${hub.name}`)
        assert.match(await whyDeferred(scene), hub === from.hub ? /client TLS configuration problem/ : /451 4\.3\.5/)
        await hub.gateway.start()
        await flushed(scene)
        // The peer's queue has it before its mailbox.
        await until('delivered', () => subjects(scene).includes(`killed ${hub.name}`))
      }
    })

    await t.test('the directory is away on both sides: the last known state delivers', async () => {
      const paths = [from, to].map(({ hub }) => directoryPath(hub))
      for (const path of paths) renameSync(path, `${path}.away`)
      for (const { hub } of [from, to]) await until('it is missed', () => hubEvents(hub, 30008).length > 0)
      await send(scene, 'away')
      await until('delivered', () => subjects(scene).includes('away'))
      for (const path of paths) renameSync(`${path}.away`, path)
      for (const { hub } of [from, to]) await until('it is back', () => hubEvents(hub, 30010).length > 0)
    })

    await t.test('200 messages at once: all arrive, none is deferred', async () => {
      const deferred = count(from.postfix.log(), 'status=deferred')
      await Promise.all(Array.from({ length: 200 }, (_, number) => send(scene, `many ${String(number)}`)))
      await until('all there', () => subjects(scene).filter((subject) => subject.startsWith('many ')).length === 200)
      assert.equal(count(from.postfix.log(), 'status=deferred'), deferred)
      assert.doesNotMatch(from.postfix.log(), /status=bounced/)
    })

    await t.test('either side changes its certificate under load: all arrive, none is deferred', async () => {
      const deferred = count(from.postfix.log(), 'status=deferred')
      const thumbprints = [from, to].map(({ hub }, at) => announce(hub, at === 0 ? to.hub : from.hub))
      await inForce(from.hub, 4)
      await inForce(to.hub, 3)
      let sent = 0
      const load = async (): Promise<void> => {
        for (let number = 0; number < 50; number += 1) await send(scene, `rotated ${String((sent += 1))}`)
      }
      const loads = Promise.all([load(), load()])
      for (const [at, { hub }] of [from, to].entries()) {
        const before = hubEvents(hub, 30040).length
        hub.hubtrust('cert', 'enable', thumbprints[at] ?? '', '--services', 'smtp', '--yes')
        await until('the chain is replaced', () => hubEvents(hub, 30040).length > before)
      }
      await loads
      await load()
      await until('all there', () => subjects(scene).filter((subject) => subject.startsWith('rotated ')).length === 150)
      assert.equal(count(from.postfix.log(), 'status=deferred'), deferred)
      assert.doesNotMatch(from.postfix.log(), /status=bounced/)
    })
  },
)

/** A certificate to come: made here, published for this server at the other one. */
function announce(hub: Hub, other: Hub): string {
  const made = hub.json('cert new --services smtp --no-publish')
  const thumbprint = String(at(made, 'Thumbprint') ?? at(made, 'thumbprint'))
  const file = `${hub.certificate}.next`
  hub.hubtrust('cert', 'export', thumbprint, '--out', file)
  other.add({ name: hub.name, certificate: file })
  return thumbprint
}

function directoryPath(hub: Hub): string {
  return join(dirname(hub.gateway.place.config), 'state', 'directory.sqlite')
}

function tableOf({ postfix }: Side): string {
  return `socketmap:unix:${dirname(postfix.configurationFolder)}/spool/hubtrust/tlspol.sock:tls-policy`
}

function count(text: string, words: string): number {
  return text.split(words).length - 1
}

function statusOf(hub: Hub): { readonly counts: unknown } {
  return { counts: at(hub.json('status'), 'gateway.postfix.counts') }
}
