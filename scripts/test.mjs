// Runs every test (or the files named), real servers included, and ends with one line that says how it went.
import { globSync } from 'node:fs'
import process from 'node:process'
import { spec } from 'node:test/reporters'
import { run } from 'node:test'
import { ensurePrograms } from './debian.mjs'

ensurePrograms({
  openssl: 'openssl',
  setfacl: 'acl',
  setpriv: 'util-linux',
  postconf: 'postfix',
  swaks: 'swaks',
  stunnel4: 'stunnel4',
  bash: 'bash',
  getent: 'libc-bin',
  script: 'bsdutils',
})

const named = process.argv.slice(2)
const files = named.length > 0 ? named : globSync('test/**/*.test.ts').sort()
const counts = { tests: 0, passed: 0, failed: 0, skipped: 0 }
const skipped = []

const stream = run({ files, concurrency: 2, timeout: 300_000, isolation: 'process' })
const count = (kind) => (data) => {
  if (data.details?.type === 'suite') return
  counts.tests += 1
  const isSkipped = data.skip !== undefined || data.todo !== undefined
  if (isSkipped) skipped.push(data.name)
  counts[isSkipped ? 'skipped' : kind] += 1
}
stream.on('test:pass', count('passed'))
stream.on('test:fail', count('failed'))
stream.compose(spec).pipe(process.stdout, { end: false })
await new Promise((resolve) => stream.on('end', resolve))
await new Promise((resolve) => setTimeout(resolve, 200))

// A suite that did not run proves nothing: where everything can run, skipping is failing.
const isStrict = process.env.CI === '1' || process.getuid?.() === 0
if (skipped.length > 0 && isStrict) process.stdout.write(`skipped: ${skipped.join('; ')}\n`)
const isGood = counts.failed === 0 && counts.passed > 0 && !(isStrict && skipped.length > 0)
process.stdout.write(`tests ${counts.tests}, passed ${counts.passed}, failed ${counts.failed}, skipped ${counts.skipped}\n`)
process.exitCode = isGood ? 0 : 1
