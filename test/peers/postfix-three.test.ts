/** Three Postfix that trust each other natively, one of them with TLS 1.2 only, and a gateway that dies in the midst of mail. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { LOOPBACK } from '../../src/lab/servers.ts'
import { at } from '../cli/program.ts'
import { until } from '../durability/gateways.ts'
import { NEEDS_POSTFIX } from './postfix.ts'
import { run } from './programs.ts'
import { setup, sideOf, type Side } from './side.ts'

const NAMES = ['one', 'two', 'three'] as const

/** Each knows the other two, by one command each. */
async function mesh(t: TestContext): Promise<readonly Side[]> {
  const sides: Side[] = []
  for (const name of NAMES) sides.push(await sideOf(t, `hub.${name}.example`, [`${name}.example`]))
  for (const side of sides)
    for (const other of sides) if (other !== side) side.hub.add(other.hub, { host: LOOPBACK, port: other.port })
  for (const side of sides) await side.hub.gateway.start()
  for (const side of sides) {
    const others = sides.filter((other) => other !== side)
    const routes = others.flatMap((other) => ['--route', `${domainOf(other)}=${LOOPBACK}:${String(other.port)}`])
    const { status, stderr } = await setup(side, '--yes', ...routes)
    assert.equal(status, 0, stderr)
  }
  return sides
}

function domainOf({ hub }: Side): string {
  return hub.name.replace(/^hub\./, '')
}

function send(from: Side, to: Side, subject: string): Promise<void> {
  const [sender, recipient] = [`a@${domainOf(from)}`, `b@${domainOf(to)}`]
  return from.postfix.deliver({ from: sender, to: recipient, message: `Subject: ${subject}\n\nhello\n` })
}

function subjects({ postfix }: Side): readonly string[] {
  return postfix.mailbox().map((text) => /^Subject: (.*)$/m.exec(text.toString('latin1'))?.[1] ?? '')
}

async function postfixProgram({ postfix }: Side, ...words: readonly string[]): Promise<void> {
  const [program = '', ...rest] = words
  const { status, stderr } = await run(program, ['-c', postfix.configurationFolder, ...rest])
  assert.equal(status, 0, stderr)
}

test('three Postfix in all six directions, and to the one with TLS 1.2 only by TLS 1.2', NEEDS_POSTFIX, async (t) => {
  const sides = await mesh(t)
  const [one, two, three] = sides
  assert.ok(one !== undefined && two !== undefined && three !== undefined)
  const old = `${String(three.port)}/inet/smtpd_tls_mandatory_protocols=>=TLSv1.2,<=TLSv1.2`
  await postfixProgram(three, 'postconf', '-P', old)
  await postfixProgram(three, 'postfix', 'reload')

  await t.test('self-signed in every direction: delivered, verified, by the directory alone', async () => {
    for (const from of sides) for (const to of sides) if (from !== to) await send(from, to, `from ${from.hub.name}`)
    for (const to of sides) await until('both are there', () => subjects(to).length === 2)
    for (const from of [one, two]) {
      assert.match(from.postfix.log(), /Verified TLS connection established to \S+: TLSv1\.3 with/)
      assert.match(from.postfix.log(), /Verified TLS connection established to \S+: TLSv1\.2 with/)
    }
    assert.doesNotMatch(three.postfix.log(), /connection established to \S+: TLSv1\.2/)
    for (const { postfix } of sides)
      assert.doesNotMatch(postfix.log(), /(Untrusted|Anonymous) TLS|status=(deferred|bounced)/)
  })

  await t.test('what one withdraws, the others do not: only its own mail waits', async () => {
    one.hub.hubtrust('server', 'disable', two.hub.name, '--yes')
    await inForce(one, 2)
    await send(one, two, 'kept')
    await send(three, two, 'through')
    await until('kept', () =>
      one.postfix.queue().some(({ reason }) => reason.includes('client TLS configuration problem')),
    )
    await until('through', () => subjects(two).includes('through'))
    one.hub.hubtrust('server', 'enable', two.hub.name)
    await inForce(one, 3)
    await one.postfix.flush()
    await until('delivered', () => subjects(two).includes('kept'))
  })

  for (const [whose, side] of [
    ['sender', one],
    ['receiver', two],
  ] as const)
    await t.test(
      `the gateway of the ${whose} is killed in the midst of mail: deferred, then delivered once`,
      async () => {
        const before = deferrals(one)
        let sent = 0
        let goesOn = true
        const load = async (): Promise<void> => {
          while (goesOn) await send(one, two, `${whose} ${String((sent += 1))}`)
        }
        const loads = Promise.all([load(), load(), load()])
        const arrived = () => subjects(two).filter((subject) => subject.startsWith(`${whose} `))
        await until('some are there', () => arrived().length >= 5)
        side.hub.gateway.kill()
        await until('one is deferred', () => deferrals(one) > before)
        goesOn = false
        await loads
        await side.hub.gateway.start()
        await until('all are there', () => {
          if (arrived().length < sent) void one.postfix.flush()
          return arrived().length >= sent
        })
        assert.equal(new Set(arrived()).size, sent)
        assert.equal(arrived().length, sent)
        assert.doesNotMatch(one.postfix.log(), /status=bounced|(Untrusted|Anonymous) TLS/)
      },
    )
})

/** Waits until its gateway has heard of a change. */
function inForce({ hub }: Side, certificates: number): Promise<void> {
  return until('in force', () => at(hub.json('status'), 'gateway.directory.certificates') === certificates)
}

function deferrals({ postfix }: Side): number {
  return postfix.log().split('status=deferred').length - 1
}
