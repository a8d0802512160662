/** The clock: programs stand in for timedatectl and chronyc with what those print. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import { greetingOffsetS, lookAtClock, newestOf } from '../../src/probe/clock.ts'
import { server } from '../doctor/facts.ts'

const NOW = '2027-06-01T12:00:00.000Z'
const CHRONY = (leap: string) =>
  `A29FC801,162.159.200.1,3,1780300000.0,-0.0000,0.0000,0.0001,1.0,0.0,0.1,0.01,0.001,1.0,${leap}`

/** What each program does, as a shell script. */
async function look(t: TestContext, programs: Readonly<Record<string, string>>, withinMs = 20_000) {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-clock-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const facts = await lookAtClock({ clock: stillClock(NOW), withinMs, path: folder })
  return facts.isSynchronized
}

const CASES = [
  ['the system says yes', { timedatectl: 'echo NTPSynchronized=yes' }, true],
  ['the system says no', { timedatectl: 'echo NTPSynchronized=no' }, false],
  [
    'there is no system to ask',
    { timedatectl: 'echo "System has not been booted with systemd" >&2; exit 1' },
    undefined,
  ],
  ['nothing is installed', {}, undefined],
  ['chrony follows a server', { chronyc: `echo ${CHRONY('Normal')}` }, true],
  ['chrony follows nobody', { chronyc: `echo "${CHRONY('Not synchronised')}"` }, false],
  ['chrony does not run', { chronyc: 'echo "506 Cannot talk to daemon"; exit 1' }, undefined],
  [
    'chrony follows a server and does not tell the kernel',
    { timedatectl: 'echo NTPSynchronized=no', chronyc: `echo ${CHRONY('Normal')}` },
    true,
  ],
] as const

for (const [what, programs, expected] of CASES) {
  test(`synchronized when ${what}: ${String(expected)}`, async (t) => {
    assert.equal(await look(t, programs), expected)
  })
}

test('a program that does not answer says nothing', async (t) => {
  assert.equal(await look(t, { timedatectl: 'echo NTPSynchronized=yes; exec /bin/sleep 60' }, 200), undefined)
})

test('the time is the one of our clock', async () => {
  const { nowIso, offsets } = await lookAtClock({ clock: stillClock(NOW), path: '/nonexistent' })
  assert.deepEqual([nowIso, offsets], [NOW, []])
})

const GREETINGS = [
  ['220 HUB2.corp.example Microsoft ESMTP MAIL Service ready at Tue, 1 Jun 2027 14:00:05 +0200', 5],
  ['220 mx.corp.example ESMTP Sendmail 8.18.1/8.18.1; Tue, 1 Jun 2027 11:58:00 GMT', -120],
  ['220 mx.corp.example ESMTP Exim 4.98 Tue, 01 Jun 2027 12:00:00 +0000', 0],
  ['220 hub2.corp.example ESMTP', undefined],
  ['220 mx.corp.example ESMTP Postfix (Debian/GNU) since Tue, 1 Jun', undefined],
] as const

for (const [greeting, seconds] of GREETINGS) {
  test(`"${greeting.slice(4)}" tells ${seconds === undefined ? 'no time' : `${String(seconds)} s`}`, () => {
    assert.equal(greetingOffsetS(greeting, Date.parse(NOW)), seconds)
  })
}

test('the newest time stamp of the directory is one of the others', () => {
  const published = (name: string, publishedAt: string) => {
    const own = server(name, ['one'])
    return { ...own, certificates: own.certificates.map((certificate) => ({ ...certificate, publishedAt })) }
  }
  const directory = (...servers: readonly ReturnType<typeof published>[]) => ({
    kind: 'embedded',
    location: '-',
    changeNumber: 1,
    servers,
    refused: [],
  })
  const own = published('hub1.corp.example', '2027-01-03T00:00:00.000Z')
  const early = published('hub2.corp.example', '2027-01-01T00:00:00.000Z')
  const late = published('hub3.corp.example', '2027-01-02T00:00:00.000Z')
  assert.equal(newestOf(directory(own, late, early), own.name), '2027-01-02T00:00:00.000Z')
  assert.equal(newestOf(directory(own), own.name), undefined)
})
