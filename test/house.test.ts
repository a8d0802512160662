/** The house keeps its rules, and every rule can fail: each is fed a bad sample first. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { floors, noBackDoors, noCycles, sealedDoors } from './house/floors.ts'
import {
  everyTestAsserts,
  noAny,
  noMachinePaths,
  noRegistryHosts,
  noSkippedTests,
  noTestSwitchedOff,
  noWordAboutTools,
  nothingPutOff,
  oneClock,
  oneExit,
  shortFiles,
} from './house/manners.ts'
import { readSources, type Rule, type Source } from './house/sources.ts'

interface Case {
  readonly says: string
  readonly rule: Rule
  /** Each sample alone must be refused. */
  readonly bad: readonly (readonly Source[])[]
  /** Must be let through: what looks alike and is right. */
  readonly good: readonly Source[]
}

const at = (path: string, text: string): Source => ({ path, text })

const CASES: readonly Case[] = [
  {
    says: 'imports go down the floors only, those of types too',
    rule: floors,
    bad: [
      [at('src/core/text.ts', "import { a } from '../model/words.ts'")],
      [at('src/trust/verdict.ts', "import type { Socket } from '../net/socket.ts'")],
      [at('src/store/folder.ts', "export { a } from '../net/dial.ts'")],
      [at('src/gateway/hub.ts', "const a = await import('../daemon/event-log.ts')")],
      [at('src/lab/lab.ts', "import { a } from '../cli/table.ts'")],
      [at('src/net/dial.ts', "import { a } from '../../bench/stage.ts'")],
      [at('src/utilities/text.ts', '')],
    ],
    good: [at('src/gateway/hub.ts', "import { a } from '../core/text.ts'\nimport { b } from './judge.ts'")],
  },
  {
    says: 'sockets, files, the database and processes have one door each',
    rule: sealedDoors,
    bad: [
      [at('src/gateway/hub.ts', "import { connect } from 'node:tls'")],
      [at('src/gateway/hub.ts', "import type { Socket } from 'node:net'")],
      [at('src/probe/dns.ts', "import { resolve } from 'node:dns/promises'")],
      [at('src/console/api.ts', "import { createServer } from 'node:http'")],
      [at('src/store/folder.ts', "import { readFileSync } from 'node:fs'")],
      [at('src/directory/embedded.ts', "import { DatabaseSync } from 'node:sqlite'")],
      [at('src/disk/files.ts', "import { spawn } from 'node:child_process'")],
      [at('src/gateway/hub.ts', "import nodemailer from 'nodemailer'")],
      [at('src/disk/files.ts', "import { readFileSync } from 'fs'")],
    ],
    good: [
      at('src/net/dial.ts', "import { connect } from 'node:net'"),
      at('src/disk/access.ts', "import { execFileSync } from 'node:child_process'"),
      at('src/gateway/hub.ts', "import { once } from 'node:events'"),
    ],
  },
  {
    says: 'nobody goes round the doors',
    rule: noBackDoors,
    bad: ["process.getBuiltinModule('fs')", "fetch('https://example.com/')", "createRequire('/')"].map((code) => [
      at('src/gateway/hub.ts', code),
    ]),
    good: [at('src/gateway/hub.ts', "row.fetch('a') // not fetch()")],
  },
  {
    says: 'no file imports itself by way of others',
    rule: noCycles,
    bad: [
      [
        at('src/core/a.ts', "import './b.ts'"),
        at('src/core/b.ts', "import './c.ts'"),
        at('src/core/c.ts', "import './a.ts'"),
      ],
    ],
    good: [
      at('src/core/a.ts', "import './b.ts'\nimport './c.ts'"),
      at('src/core/b.ts', "import './c.ts'"),
      at('src/core/c.ts', "import type { A } from './a.ts'\nconst load = () => import('./a.ts')"),
    ],
  },
  {
    says: 'only the clock asks what time it is',
    rule: oneClock,
    bad: [
      'Date.now()',
      'new Date()',
      'new Date',
      'Date()',
      'performance.now()',
      'process.hrtime.bigint()',
      'const f = Date.now',
    ].map((code) => [at('src/trust/verdict.ts', code)]),
    good: [
      at('src/core/clock.ts', 'Date.now()'),
      at('src/trust/verdict.ts', '// not Date.now()\nconst a = new Date(5)\nconst b = "Date.now()"'),
    ],
  },
  {
    says: 'only bin ends the process',
    rule: oneExit,
    bad: ['process.exit(1)', 'process.exitCode = 1', "process['exit'](1)"].map((code) => [at('src/cli/main.ts', code)]),
    good: [at('src/cli/main.ts', 'process.on("SIGTERM", () => {}) // never process.exit()')],
  },
  {
    says: 'a file has 400 lines at most',
    rule: shortFiles,
    bad: [[at('src/core/text.ts', 'const a = 1\n'.repeat(401))]],
    good: [at('src/core/text.ts', 'const a = 1\n'.repeat(400))],
  },
  {
    says: 'nothing is of the type that switches the compiler off',
    rule: noAny,
    bad: ['const a = b as any', 'let a: any', 'function f(a: readonly any[]) {}'].map((code) => [
      at('test/a.ts', code),
    ]),
    good: [at('test/a.ts', '// as any\nconst any = 1')],
  },
  {
    says: 'no test is skipped or run alone by hand',
    rule: noSkippedTests,
    bad: ["test.skip('a', f)", "describe.only('a', f)", "t.todo('a')"].map((code) => [at('test/a.test.ts', code)]),
    good: [at('test/a.test.ts', "test('never .skip(', f)")],
  },
  {
    says: 'no test is switched off without a condition',
    rule: noTestSwitchedOff,
    bad: ['{ skip: true }', "{ skip: 'later' }", '{ only: true }', "{ 'todo': `later` }"].map((options) => [
      at('test/a.test.ts', `test('a', ${options}, f)`),
    ]),
    good: [at('test/a.test.ts', "test('{ skip: true }', { skip: !isRoot && 'needs root' }, f)")],
  },
  {
    says: 'every file of tests asserts something',
    rule: everyTestAsserts,
    bad: ["test('a', () => { run() })", "// assert.ok(a)\ntest('assert.ok(a)', f)"].map((code) => [
      at('test/a.test.ts', code),
    ]),
    good: [
      at('test/a.test.ts', "test('a', () => { assert.ok(a) })"),
      at('test/b.test.ts', "test('a', () => { fc.assert(property) })"),
      at('test/harness.ts', 'export const a = 1'),
    ],
  },
  {
    says: 'nothing is put off in a comment',
    rule: nothingPutOff,
    bad: [[at('src/core/text.ts', `// ${'TO' + 'DO'}: later`)], [at('docs/a.md', 'FIX' + 'ME')]],
    good: [at('src/core/text.ts', '// todos are fine as a word')],
  },
  {
    says: 'no path of the machine it was written on',
    rule: noMachinePaths,
    bad: [[at('docs/a.md', `see ${'/wo' + 'rk'}/main`)], [at('scripts/a.mjs', `'${'/ro' + 'ot'}/.npmrc'`)]],
    good: [at('docs/a.md', 'see /etc/hubtrust and ./work/it')],
  },
  {
    says: 'no host of a package registry',
    rule: noRegistryHosts,
    bad: [
      [at('package-lock.json', `"${'resol' + 'ved'}": "https://packages.example/a.tgz"`)],
      [at('.npmrc', `${'reg' + 'istry'}=https://${'reg' + 'istry'}.npmjs.org/`)],
    ],
    good: [at('package-lock.json', '"integrity": "sha512-AAAA"'), at('docs/a.md', 'https://example.com/')],
  },
  {
    says: 'texts speak about mail servers, not about the tools they were written with',
    rule: noWordAboutTools,
    bad: [[at('docs/a.md', `written by an ${'A' + 'I'}.`)], [at('src/core/a.ts', `// ${'Anth' + 'ropic'}`)]],
    good: [at('test/a.ts', `MIIB/${'A' + 'I'}+x${'A' + 'I'}=`), at('docs/a.md', 'an aid in maintenance')],
  },
]

const sources = readSources()

test('the sources are found', () => {
  for (const path of ['src/core/clock.ts', 'bin/hubtrust', 'package-lock.json', 'test/house.test.ts']) {
    assert.ok(
      sources.some((source) => source.path === path),
      path,
    )
  }
})

for (const { says, rule, bad, good } of CASES) {
  describe(says, () => {
    test('a bad sample is refused', () => {
      for (const sample of bad) assert.notDeepEqual(rule(sample), [], JSON.stringify(sample))
    })
    test('a good sample passes', () => {
      assert.deepEqual(rule(good), [])
    })
    test('the sources pass', () => {
      assert.deepEqual(rule(sources), [])
    })
  })
}
