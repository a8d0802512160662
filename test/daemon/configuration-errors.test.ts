/** Whatever is wrong with a configuration, its place is named and what to do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfiguration } from '../../src/daemon/configuration.ts'
import { ACCOUNT, receive, refusalOf, send, PATH, SERVER } from './configuration.ts'

interface Wrong {
  readonly what: string
  readonly text: string
  /** Line and column, counted from 1. */
  readonly at: readonly [number, number]
  readonly problem: RegExp
}

const WRONG: readonly Wrong[] = [
  { what: 'a bracket that is not closed', text: `${SERVER}gateway: [\n`, at: [4, 1], problem: /./ },
  { what: 'a tab as indentation', text: 'server:\n\tname: hub1.corp.example\n', at: [2, 1], problem: /tab/i },
  { what: 'the same key twice', text: `${SERVER}account: nobody\n`, at: [3, 1], problem: /unique/i },
  { what: 'two documents', text: `${SERVER}---\n${SERVER}`, at: [3, 1], problem: /document/ },
  {
    what: 'an alias',
    text: `${SERVER}events: &a { size: 1MiB }\ntrust: *a\n`,
    at: [4, 8],
    problem: /^aliases are not allowed$/,
  },
  { what: 'nothing at all', text: '', at: [1, 1], problem: /^"server" is missing$/ },
  {
    what: 'a letter',
    text: 'Dear administrator\n',
    at: [1, 1],
    problem: /^the file is "Dear administrator", wanted: settings of its own$/,
  },
  { what: 'a section left out', text: 'account: root\n', at: [1, 1], problem: /^"server" is missing$/ },
  {
    what: 'a section without content',
    text: `server:\naccount: ${ACCOUNT}\n`,
    at: [1, 8],
    problem: /"server" is null/,
  },
  {
    what: 'a setting left out',
    text: `${SERVER}${receive('name: Default')}`,
    at: [5, 7],
    problem: /^"backend" is missing$/,
  },
  {
    what: 'a name without letters',
    text: `server: { name: "" }\naccount: ${ACCOUNT}\n`,
    at: [1, 17],
    problem: /^"name" is "", wanted: a name$/,
  },
  {
    what: 'a misspelt setting',
    text: `server: { name: hub1.corp.example }\nacount: ${ACCOUNT}\n`,
    at: [2, 1],
    problem: /^"acount" is not a setting; did you mean "account"\?$/,
  },
  {
    what: 'a misspelt setting inside a list',
    text: `${SERVER}${receive('name: Default\n      backend: 127.0.0.1:25\n      lsiten: 127.0.0.1:2525')}`,
    at: [7, 7],
    problem: /^"lsiten" is not a setting; did you mean "listen"\?$/,
  },
  {
    what: 'a setting nobody knows',
    text: `${SERVER}colour: red\n`,
    at: [3, 1],
    problem: /^"colour" is not a setting$/,
  },
  {
    what: 'a text in the place of a section',
    text: `server: hub1.corp.example\naccount: ${ACCOUNT}\n`,
    at: [1, 9],
    problem: /^"server" is "hub1.corp.example", wanted: settings of its own$/,
  },
  {
    what: 'one connector in the place of a list',
    text: `${SERVER}gateway: { receive: { name: A } }\n`,
    at: [3, 21],
    problem: /^"receive" is Object, wanted: a list$/,
  },
  {
    what: 'a duration without a unit',
    text: `${SERVER}expiryWarning: 30\n`,
    at: [3, 16],
    problem: /^"expiryWarning" is 30, wanted: a duration such as 30s, 5m, 24h or 30d$/,
  },
  {
    what: 'a number in the place of a folder',
    text: `${SERVER}stateFolder: 7\n`,
    at: [3, 14],
    problem: /^"stateFolder" is 7, wanted: a text$/,
  },
  {
    what: 'a size of another kind',
    text: `${SERVER}events:\n  size: "16 MB"\n`,
    at: [4, 9],
    problem: /^"size" is "16 MB", wanted: a size such as 16MiB$/,
  },
  {
    what: 'an address without a port',
    text: `${SERVER}${receive('{ name: Default, backend: localhost }')}`,
    at: [5, 33],
    problem: /^"backend" is "localhost", wanted: HOST:PORT/,
  },
  {
    what: 'a port that is none',
    text: `${SERVER}${receive('{ name: Default, backend: "127.0.0.1:65536" }')}`,
    at: [5, 33],
    problem: /^"backend" is "127\.0\.0\.1:65536", wanted: a port up to 65535$/,
  },
  {
    what: 'a word that is no choice',
    text: `${SERVER}trust: { expired: ignore }\n`,
    at: [3, 19],
    problem: /^"expired" is "ignore", wanted: one of \("warn" \| "refuse"\)$/,
  },
  {
    what: 'a number out of range',
    text: `${SERVER}gateway: { processes: 65 }\n`,
    at: [3, 23],
    problem: /^"processes" is 65, wanted: at most 64$/,
  },
  {
    what: 'a number that is not whole',
    text: `${SERVER}gateway: { processes: 1.5 }\n`,
    at: [3, 23],
    problem: /^"processes" is 1\.5, wanted: a whole number$/,
  },
  {
    what: 'a text where there should be yes or no',
    text: `${SERVER}${receive('{ name: A, backend: "127.0.0.1:25", plaintext: maybe }')}`,
    at: [5, 54],
    problem: /^"plaintext" is "maybe", wanted: true or false$/,
  },
  {
    what: 'two connectors with one name',
    text: `${SERVER}${receive('{ name: A, backend: "127.0.0.1:25" }')}  send:\n    - { name: A, peer: hub2.corp.example, listen: "127.0.0.1:2602" }\n`,
    at: [7, 15],
    problem: /^two connectors are named "A"$/,
  },
  {
    what: 'two connectors on one address',
    text: `${SERVER}${receive('{ name: A, backend: "127.0.0.1:25" }\n    - { name: B, backend: "127.0.0.1:25" }')}`,
    at: [6, 7],
    problem: /^two connectors listen on 127\.0\.0\.1:2525$/,
  },
  {
    what: 'a send connector that the network could reach',
    text: `${SERVER}${send('{ name: To HUB2, peer: hub2.corp.example, listen: "0.0.0.0:2602" }')}`,
    at: [5, 57],
    problem: /^a send connector listens on loopback only.*"exposed: true"/,
  },
  {
    what: 'an account that is not there',
    text: 'server: { name: hub1.corp.example }\naccount: no-such-account\n',
    at: [2, 10],
    problem: /^there is no account "no-such-account" on this machine$/,
  },
]

for (const { what, text, at, problem } of WRONG) {
  test(`${what} is refused with file, line, column and remedy`, () => {
    for (const written of [text, text.replaceAll('\n', '\r\n')]) {
      const refusal = refusalOf(() => parseConfiguration(written, PATH))
      assert.equal(refusal.code, 'CONFIG_INVALID')
      const { path, line, column } = refusal.details
      assert.match(String(refusal.details['problem']), problem)
      assert.deepEqual([path, line, column], [PATH, ...at])
      assert.ok(refusal.sentence('en').startsWith(`${PATH}:${at.join(':')}: `), refusal.message)
      assert.match(refusal.remedy('en'), new RegExp(`line ${at[0]} of ${PATH}`))
      assert.match(refusal.remedy('ja'), new RegExp(`${at[0]} 行目`))
    }
  })
}
