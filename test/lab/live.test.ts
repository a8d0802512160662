/** The lab as a person uses it: started in one terminal, broken and repaired from another, ended with Ctrl-C. */
import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { post, type Outcome } from '../../src/lab/post.ts'
import { findRunning, type LabRecord } from '../../src/lab/record.ts'
import { at, PROGRAM } from '../cli/program.ts'

let lab: ChildProcess
let root: string
let record: LabRecord
let shown = ''
const listeners = new Set<() => void>()

/** Resolves when the lab has shown this. */
function showing(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (shown.includes(text)) resolve()
      else if (lab.exitCode !== null) reject(new Error(`the lab ended:\n${shown}`))
      else return
      listeners.delete(look)
    }
    listeners.add(look)
    look()
  })
}

function submit(): Promise<Outcome> {
  const [hub1] = record.servers
  assert.ok(hub1 !== undefined)
  const raw = Buffer.from('Message-ID: <from-outside@example>\r\nSubject: outside\r\n\r\nhello\r\n')
  return post(hub1.submission, {
    sender: 'me@hub1.lab.example',
    recipients: ['you@hub2.lab.example'],
    raw,
    greetAs: 'outside.example',
  })
}

function run(line: string): string {
  const { status, stdout, stderr } = spawnSync(PROGRAM, line.split(' '), { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout
}

before(async () => {
  root = join(mkdtempSync(join(tmpdir(), 'hubtrust-live-')), 'lab')
  lab = spawn(PROGRAM, ['lab', '--root', root], { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [lab.stdout, lab.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      shown += text
      for (const look of listeners) look()
    })
  }
  lab.once('exit', () => {
    for (const look of listeners) look()
  })
  await showing('hubtrust explain 1037')
  const found = findRunning(root)
  assert.ok(found !== undefined)
  record = found
})

after(() => {
  if (lab.exitCode === null) lab.kill('SIGKILL')
  rmSync(join(root, '..'), { recursive: true, force: true })
})

test('lab.json names three servers with their doors, stores and configurations', () => {
  assert.deepEqual(
    record.servers.map(({ name, role }) => `${name} ${role}`),
    ['hub1.lab.example hub', 'hub2.lab.example hub', 'edge1.lab.example edge'],
  )
  for (const { store, config } of record.servers) {
    assert.ok(store.startsWith(root))
    assert.ok(readFileSync(config, 'utf8').includes('lab.example'))
  }
})

test('a message handed in from outside arrives on the other server, trusted', async () => {
  assert.deepEqual(await submit(), { kind: 'delivered' })
  await showing('from-outside@example')
})

test('verify, status and events show the same running gateways', () => {
  const [hub1, hub2] = record.servers
  assert.ok(hub1 !== undefined && hub2 !== undefined)
  const door = `${hub2.smtp.host}:${String(hub2.smtp.port)}`
  const verified: unknown = JSON.parse(
    run(`verify ${door} --server ${hub2.name} --config ${hub1.config} --format json`),
  )
  assert.deepEqual([at(verified, 'trusted'), at(verified, 'steps.6.stage')], [true, 'our-certificate'])
  const wrong = spawnSync(PROGRAM, ['verify', door, '--server', 'edge1.lab.example', '--config', hub1.config])
  assert.equal(wrong.status, 1)
  assert.match(String(wrong.stdout), /peer\.wrong-server/)
  const status: unknown = JSON.parse(run(`status --config ${hub1.config} --format json`))
  assert.deepEqual([at(status, 'gateway.pid'), at(status, 'gateway.directory.servers')], [hub1.pid, 3])
  assert.match(run(`status --config ${hub1.config}`), /hub2\.lab\.example +outbound +trusted/)
  assert.match(run(`status --config ${hub1.config} --lang ja`), /ゲートウェイ/)
})

test('a server disabled from another process is not trusted: its mail is deferred, and flows after the repair', async () => {
  assert.match(run(`lab break disabled --root ${root}`), /peer\.not-in-directory/)
  assert.equal(spawnSync(PROGRAM, ['lab', 'break', 'disabled', '--root', root]).status, 1)
  const outcome = await firstOther(await submit())
  assert.equal(outcome.kind, 'deferred')
  assert.match(outcome.reason, /1036|2018|Direct trust/i)
  // A letter of the lab's own must wait, or none could arrive after waiting.
  await showing('deferred')
  assert.match(run(`lab repair --root ${root}`), /peer\.not-in-directory/)
  await showing('delivered after waiting')
})

/** The change reaches the gateways within a moment: tried again until mail is treated differently, at most a hundred times. */
async function firstOther(outcome: Outcome): Promise<Outcome> {
  let latest = outcome
  for (let tries = 0; latest.kind === 'delivered' && tries < 100; tries += 1) latest = await submit()
  return latest
}

test('break and repair speak JSON too', () => {
  const broken: unknown = JSON.parse(run(`lab break smtp --root ${root} --format json`))
  assert.equal(at(broken, 'cause'), 'services.smtp-not-enabled')
  assert.deepEqual(at(JSON.parse(run(`lab repair smtp --root ${root} --format json`)), 'repaired'), [
    'services.smtp-not-enabled',
  ])
})

test('Ctrl-C ends it with status 0, and every process and port with it', async () => {
  const ended = once(lab, 'exit')
  lab.kill('SIGINT')
  assert.deepEqual(await ended, [0, null])
  for (const { pid, smtp, submission } of record.servers) {
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
    for (const door of [smtp, submission])
      await assert.rejects(once(connect(door), 'connect'), { code: 'ECONNREFUSED' })
  }
  assert.equal(spawnSync(PROGRAM, ['lab', 'break', 'key', '--root', root]).status, 1)
})
