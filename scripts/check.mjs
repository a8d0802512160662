// Everything a machine can judge in a minute, beside the tests themselves; every step runs, whatever the others say.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const packaged = (path) => join(ROOT, 'node_modules', path)

const STEPS = {
  types: [packaged('typescript/bin/tsc'), '--noEmit', '-p', ROOT],
  'types of the console': [packaged('typescript/bin/tsc'), '--noEmit', '-p', join(ROOT, 'console')],
  lint: [packaged('eslint/bin/eslint.js'), '--max-warnings=0', '.'],
  format: [packaged('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
  knip: [packaged('knip/bin/knip.js')],
  build: [join(ROOT, 'scripts', 'build.mjs')],
  declarations: [join(ROOT, 'scripts', 'declarations.mjs')],
  publint: [packaged('publint/src/cli.js'), 'run', '--strict'],
  house: ['--test', join(ROOT, 'test', 'house.test.ts')],
  coverage: [join(ROOT, 'scripts', 'coverage.mjs')],
}

const named = process.argv.slice(2)
const failed = []
for (const [name, command] of Object.entries(STEPS)) {
  if (named.length > 0 && !named.includes(name)) continue
  const since = Date.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' })
  const seconds = ((Date.now() - since) / 1000).toFixed(1)
  if (status !== 0) {
    failed.push(name)
    process.stdout.write(`${stdout}${stderr}`)
  }
  process.stdout.write(`${name}: ${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n`)
}
process.stdout.write(failed.length === 0 ? 'check: ok\n' : `check: FAILED in ${failed.join(', ')}\n`)
process.exitCode = failed.length === 0 ? 0 : 1
