import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { after, before, test } from 'node:test'
import { at, openWorld, PROGRAM, type World } from './program.ts'

let world: World

before(() => {
  world = openWorld('hub1.corp.example')
})
after(() => {
  world.remove()
})

/** What bash would offer after these words; the last one is being typed. */
function bashOffers(words: readonly string[]): readonly string[] {
  const script = `source <(hubtrust completion bash); COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${String(words.length - 1)}; _hubtrust; printf '%s\\n' "\${COMPREPLY[@]}"`
  const env = { PATH: `${dirname(PROGRAM)}:${process.env['PATH'] ?? ''}`, HUBTRUST_CONFIG: world.config }
  const { stdout } = spawnSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line !== '')
}

test('bash completes commands, thumbprints and server names', () => {
  assert.deepEqual(bashOffers(['hubtrust', 'cert', 'ena']), ['enable'])
  assert.deepEqual(bashOffers(['hubtrust', 'cert', 'show', '']), [String(at(world.json('cert list'), '0.Thumbprint'))])
  assert.deepEqual(bashOffers(['hubtrust', 'server', 'show', 'hub']), ['hub1.corp.example'])
})

for (const shell of ['zsh', 'fish']) {
  test(`${shell} accepts its script`, () => {
    const script = world.path(`completion.${shell}`)
    writeFileSync(script, world.run(['completion', shell]).stdout)
    const { status, stderr } = spawnSync(shell, ['-n', script], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  })
}
