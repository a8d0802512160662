import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCommandLine } from '../../src/cli/arguments.ts'
import { candidates } from '../../src/cli/candidates.ts'
import { helpOf, overview } from '../../src/cli/help.ts'
import { COMMANDS, GLOBAL_OPTIONS, nameOf } from '../../src/cli/table.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import { WORDS } from '../../src/model/words.ts'
import { CODES } from '../../src/core/codes.ts'
import { EVENTS } from '../../src/model/events.ts'

function codeOf(words: readonly string[]): string {
  try {
    readCommandLine(words)
  } catch (error) {
    if (error instanceof HubtrustError) return error.code
    throw error
  }
  return 'fine'
}

test('wrong usage is refused with the code that says which', () => {
  const grid: readonly (readonly [string, string])[] = [
    ['cert list', 'fine'],
    ['--lang ja cert list', 'fine'],
    ['cert --lang ja list', 'fine'],
    ['cert show ABCDEF --format json', 'fine'],
    ['help cert enable', 'fine'],
    ['--help', 'fine'],
    ['cert', 'CLI_USAGE_INCOMPLETE_COMMAND'],
    ['cert lsit', 'CLI_USAGE_MISSPELT_COMMAND'],
    ['cert frobnicate', 'CLI_USAGE_UNKNOWN_COMMAND'],
    ['crt', 'CLI_USAGE_MISSPELT_COMMAND'],
    ['frobnicate', 'CLI_USAGE_UNKNOWN_COMMAND'],
    ['cert list --domian x', 'CLI_USAGE_MISSPELT_OPTION'],
    ['cert list --frobnicate', 'CLI_USAGE_UNKNOWN_OPTION'],
    ['cert list -z', 'CLI_USAGE_UNKNOWN_OPTION'],
    ['cert list --domain', 'CLI_USAGE_MISSING_VALUE'],
    ['cert list --domain --format', 'CLI_USAGE_MISSING_VALUE'],
    ['cert remove ABCDEF --yes=1', 'CLI_USAGE_UNWANTED_VALUE'],
    ['cert new --days soon', 'CLI_USAGE_BAD_VALUE'],
    ['cert new --key-type dsa', 'CLI_USAGE_BAD_VALUE'],
    ['cert enable ABCDEF --services smtp,ftp', 'CLI_USAGE_BAD_VALUE'],
    ['cert show', 'CLI_USAGE_MISSING_ARGUMENT'],
    ['cert show A B', 'CLI_USAGE_EXTRA_ARGUMENT'],
    ['completion tcsh', 'CLI_USAGE_BAD_VALUE'],
  ]
  for (const [line, code] of grid) assert.equal(codeOf(line.split(' ')), code, line)
})

test('lists take commas and repeats, in any case', () => {
  const { input } = readCommandLine(['cert', 'enable', 'ABCDEF', '--services', 'SMTP,imap', '--services=pop'])
  assert.deepEqual(input.list('services'), ['smtp', 'imap', 'pop'])
})

test('every word, code and event names the same holes in both languages, and says something in each', () => {
  const texts = [
    ...Object.entries(WORDS),
    ...Object.entries(CODES).flatMap(([code, { message, remedy }]) => [
      [code, message] as const,
      [code, remedy] as const,
    ]),
    ...Object.entries(EVENTS).map(([id, { text }]) => [id, text] as const),
  ]
  const holes = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted()
  for (const [key, { en, ja }] of texts) {
    assert.deepEqual(holes(ja), holes(en), key)
    for (const text of [en, ja]) assert.match(text, /\S/, key)
  }
})

test('every command and option has help and every command has examples that it understands', () => {
  for (const command of COMMANDS) {
    for (const lang of ['en', 'ja'] as const) assert.match(helpOf(lang, command), /hubtrust/)
    for (const example of command.examples) {
      const line = example.replace(/^(sudo|source <\()\s*/, '').replace(/\s*[>|)].*$/, '')
      const words = line.split(' ').map((word) => word.replace(/^'|'$/g, ''))
      assert.equal(words[0], 'hubtrust', example)
      assert.equal(readCommandLine(words.slice(1)).command, command, example)
    }
    const names = [...command.options, ...GLOBAL_OPTIONS].map(({ name }) => name)
    assert.equal(new Set(names).size, names.length, nameOf(command))
  }
  assert.match(overview('ja'), /メール サーバー/)
})

test('completion knows commands, options, values and lists', async () => {
  assert.deepEqual(await candidates(['ce'], {}), ['cert'])
  assert.ok((await candidates(['cert', ''], {})).includes('enable'))
  assert.deepEqual(await candidates(['cert', 'list', '--dom'], {}), ['--domain'])
  assert.deepEqual(await candidates(['cert', 'list', '--format', 'j'], {}), ['json'])
  assert.deepEqual(await candidates(['cert', 'new', '--services', 'smtp,im'], {}), ['smtp,imap'])
  assert.deepEqual(await candidates(['help', 'cert', 'ex'], {}), ['export'])
  assert.deepEqual(await candidates(['explain', '103'], {}), ['1036', '1037'])
  assert.deepEqual(await candidates(['cert', 'import', ''], {}), [])
})
