import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { at, openWorld, PROGRAM, type World } from './program.ts'

const HAS_SCRIPT = spawnSync('script', ['--version']).status === 0
const SKIP = { skip: HAS_SCRIPT ? false : 'the program "script" is not installed' }

let world: World

before(() => {
  world = openWorld('hub1.corp.example')
  world.json('server add hub2.corp.example')
})
after(() => {
  world.remove()
})

/** What a person at a terminal sees who types this. */
function atTerminal(line: string, typed: string): { readonly status: number | null; readonly seen: string } {
  const env = { PATH: process.env['PATH'], HUBTRUST_CONFIG: world.config, TERM: 'xterm' }
  const { status, stdout } = spawnSync('script', ['-qefc', `${PROGRAM} ${line}`, '/dev/null'], {
    cwd: world.folder,
    env,
    input: typed,
    encoding: 'utf8',
  })
  return { status, seen: stdout }
}

test('a person is asked, and no means nothing changes', SKIP, () => {
  const { status, seen } = atTerminal('server disable hub2.corp.example', 'n\n')
  assert.equal(status, 1)
  assert.match(seen, /This would stop trusting hub2\.corp\.example.*\[y\/N\]/)
  assert.match(seen, /CLI_DECLINED/)
  assert.equal(at(world.json('server show hub2.corp.example'), 'enabled'), true)
})

test('yes means it is done', SKIP, () => {
  assert.equal(atTerminal('server disable hub2.corp.example', 'y\n').status, 0)
  assert.equal(at(world.json('server show hub2.corp.example'), 'enabled'), false)
})

test('colours appear on a terminal, and not with --no-color', SKIP, () => {
  assert.ok(atTerminal('cert list', '').seen.includes('\u001b[32m'))
  assert.ok(!atTerminal('cert list --no-color', '').seen.includes('\u001b['))
})

test('two different passwords write no file', SKIP, () => {
  const thumbprint = String(at(world.json('cert list'), '0.Thumbprint'))
  const { status, seen } = atTerminal(`cert export ${thumbprint} --pfx --out pair.pfx`, 'sesame\nopen\n')
  assert.equal(status, 1)
  assert.match(seen, /CLI_PASSWORD_DIFFERS/)
  assert.ok(!existsSync(world.path('pair.pfx')))
})

test('a reader that goes away is not an error', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['--norc', '-o', 'pipefail', '-c', `'${PROGRAM}' explain | head -1 >/dev/null`],
    { encoding: 'utf8' },
  )
  assert.equal(stderr, '')
  assert.equal(status, 0)
})
