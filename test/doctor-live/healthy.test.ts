/** A healthy host, in every way it is healthy in life, gives no finding: a false alarm costs more trust than a missed fault. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CERTIFICATE_VARIANTS } from './variants/certificates.ts'
import { ACCOUNT, AS_ACCOUNT, atAccount, FILE_VARIANTS } from './variants/files.ts'
import { GATEWAY_VARIANTS } from './variants/gateway.ts'
import { NAME_VARIANTS } from './variants/names.ts'
import { PEER_VARIANTS } from './variants/peers.ts'
import { Host, NEEDS_ROOT, reportOf } from './host.ts'

const VARIANTS = {
  ...CERTIFICATE_VARIANTS,
  ...FILE_VARIANTS,
  ...NAME_VARIANTS,
  ...GATEWAY_VARIANTS,
  ...PEER_VARIANTS,
}

test('a healthy host gives no finding', { ...NEEDS_ROOT, concurrency: 3 }, async (t) => {
  await Promise.all(
    Object.entries(VARIANTS).map(([name, make]) =>
      t.test(name, async (each) => {
        const host = await make(each)
        const { status, report } = await host.doctor()
        assert.deepEqual(
          report.findings.map(({ id, severity, title }) => `${id} (${severity}): ${title}`),
          [],
        )
        assert.deepEqual([status, report.exitCode, report.verdict], [0, 0, 'trusted'])
        assert.deepEqual(
          report.checks.filter(({ state }) => !['pass', 'not-applicable'].includes(state)),
          [],
          'and nothing was left unseen',
        )
      }),
    ),
  )
})

test('its service account finds nothing either, and knows what it could not try', NEEDS_ROOT, async (t) => {
  const host = await Host.make(t, { init: ['--account', ACCOUNT] })
  await atAccount(host)
  const said = await host.run('doctor --format json', { entry: AS_ACCOUNT })
  const report = reportOf(said)
  assert.deepEqual([said.status, report.verdict, report.findings], [0, 'trusted', []], said.stdout)
})
