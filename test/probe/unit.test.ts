/** Whether the gateway runs as a unit of systemd: by its control group and its parent. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { unitOf } from '../../src/probe/unit.ts'

const PID = 4711

for (const [what, cgroup, parent, unit] of [
  ['a unit of its own', '0::/system.slice/hubtrust.service\n', 1, 'hubtrust.service'],
  [
    'an instance of a unit',
    '0::/system.slice/system-hubtrust.slice/hubtrust@edge.service\n',
    1,
    'hubtrust@edge.service',
  ],
  ['the older hierarchy', '12:pids:/x\n1:name=systemd:/system.slice/mail.service\n', 1, 'mail.service'],
  ['started by a shell in a unit', '0::/system.slice/cron.service\n', 801, undefined],
  ['a session', '0::/user.slice/user-0.slice/session-3.scope\n', 1, undefined],
  ['a container', '0::/\n', 1, undefined],
  ['below a unit', '0::/system.slice/hubtrust.service/inner\n', 1, undefined],
  ['nothing to read', undefined, 1, undefined],
] as const)
  test(`${what}: ${unit ?? 'no unit'}`, (t) => {
    const proc = mkdtempSync(join(tmpdir(), 'hubtrust-test-proc-'))
    t.after(() => {
      rmSync(proc, { recursive: true, force: true })
    })
    mkdirSync(join(proc, String(PID)))
    writeFileSync(join(proc, String(PID), 'stat'), `${String(PID)} (node ) 9 9) S ${String(parent)} 4711 4711 0 -1\n`)
    if (cgroup !== undefined) writeFileSync(join(proc, String(PID), 'cgroup'), cgroup)
    assert.equal(unitOf(PID, proc), unit)
  })
