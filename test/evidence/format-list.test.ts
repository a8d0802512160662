import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bracedValues, ListScanner, valueOf, type ListItem } from '../../src/evidence/format-list.ts'

function scan(text: string): ListItem[] {
  const scanner = new ListScanner()
  const items = text.split('\n').flatMap((line, at) => scanner.push({ text: line, line: at + 1 }))
  return [...items, ...scanner.end()]
}

/** Each record as `line name=value`. */
function records(text: string): string[][] {
  return scan(text).flatMap((item) =>
    item.kind === 'record' ? [item.fields.map(({ name, value, line }) => `${String(line)} ${name}=${value}`)] : [],
  )
}

test('records are apart by empty lines, and fields know their lines', () => {
  assert.deepEqual(records('\n\nSubject    : CN=hub1\nThumbprint : AB\n\nSubject    : CN=hub2\n\n'), [
    ['3 Subject=CN=hub1', '4 Thumbprint=AB'],
    ['6 Subject=CN=hub2'],
  ])
})

test('without the empty line a field that comes again begins the next record', () => {
  assert.deepEqual(records('Subject    : CN=hub1\nThumbprint : AB\nSubject    : CN=hub2\nThumbprint : CD'), [
    ['1 Subject=CN=hub1', '2 Thumbprint=AB'],
    ['3 Subject=CN=hub2', '4 Thumbprint=CD'],
  ])
})

const WRAPPED: readonly (readonly [says: string, text: string, value: string])[] = [
  [
    'at the column, in the middle of a word',
    `A                  : {System.Security.AccessControl.CryptoKeyAccessRule, System
                     .Security.AccessControl.CryptoKeyAccessRule, System.Securi
                     ty.AccessControl.CryptoKeyAccessRule}`,
    '{System.Security.AccessControl.CryptoKeyAccessRule, System.Security.AccessControl.CryptoKeyAccessRule, System.Security.AccessControl.CryptoKeyAccessRule}',
  ],
  [
    'between words, with the blank still there',
    'A                  : {mail.corp.example, autodiscover.corp.example, \n                     hub1.corp.example}',
    '{mail.corp.example, autodiscover.corp.example, hub1.corp.example}',
  ],
  [
    'between words, with the blank lost after a comma',
    'A                  : {mail.corp.example, autodiscover.corp.example,\n                     hub1.corp.example}',
    '{mail.corp.example, autodiscover.corp.example, hub1.corp.example}',
  ],
  [
    'just before a blank',
    `A                  : CN=mail.corp.example, OU=Messaging, O=Example Corporation,
                      L=Town`,
    'CN=mail.corp.example, OU=Messaging, O=Example Corporation, L=Town',
  ],
  [
    'by a console of 80 columns, at the very left',
    'A                  : {mail.corp.example, autodiscover.corp.example, legacy.corp.\nexample}',
    '{mail.corp.example, autodiscover.corp.example, legacy.corp.example}',
  ],
  [
    'in cells, where a Japanese name takes two for each character',
    'A                  : CN=hub1, O=株式会社サンプルサンプルサンプルサンプルサンプ\n                     ル, C=JP',
    'CN=hub1, O=株式会社サンプルサンプルサンプルサンプルサンプル, C=JP',
  ],
]

for (const [says, text, value] of WRAPPED) {
  test(`a value is put together that was wrapped ${says}`, () => {
    const [record] = scan(`${text}\nB                  : next`)
    assert.equal(record?.kind, 'record')
    assert.deepEqual(
      record.fields.map((field) => [field.name, field.value]),
      [
        ['A', value],
        ['B', 'next'],
      ],
    )
  })
}

test('values are indented text, colons and nothing at all', () => {
  assert.deepEqual(records('  A  : b : c\n  Long : \n  E :\n         more'), [['1 A=b : c', '2 Long=', '3 E=more']])
})

test('prompts and other lines stand between records and do not go into them', () => {
  const items = scan('[PS] C:\\>Get-X | fl\nA : 1\nWARNING: not all\nB : 2\nPS C:\\Users\\a> ')
  assert.deepEqual(
    items.map((item) => (item.kind === 'record' ? item.fields.map(({ name }) => name) : item.kind)),
    ['prompt', ['A'], 'other', ['B'], 'prompt'],
  )
  const [first] = items
  assert.deepEqual(first, {
    kind: 'prompt',
    prompt: { command: 'Get-X | fl', shell: 'powershell', folder: 'C:\\' },
    line: 1,
  })
})

test('a field is found whatever its case', () => {
  const [record] = scan('IsSelfSigned : True')
  assert.equal(record?.kind, 'record')
  assert.equal(valueOf(record, 'IsSelfSign', 'isselfsigned')?.value, 'True')
})

test('lists in braces know whether they were cut', () => {
  assert.deepEqual(bracedValues('{a, b}'), { values: ['a', 'b'], isElided: false })
  assert.deepEqual(bracedValues('{mail-hub1,}'), { values: ['mail-hub1'], isElided: false })
  assert.deepEqual(bracedValues('{}'), { values: [], isElided: false })
  assert.deepEqual(bracedValues('{a, b...}'), { values: ['a', 'b'], isElided: true })
  assert.deepEqual(bracedValues('{a, b, …}'), { values: ['a', 'b'], isElided: true })
  assert.deepEqual(bracedValues('{a, b'), { values: ['a', 'b'], isElided: true })
  assert.deepEqual(bracedValues('SMTP'), { values: ['SMTP'], isElided: false })
  assert.deepEqual(bracedValues('{"a, b", c}'), { values: ['"a, b"', 'c'], isElided: false })
})

test('a record does not grow without end', () => {
  const scanner = new ListScanner()
  for (let line = 1; line <= 2000; line += 1) scanner.push({ text: `F${String(line)} : x`, line })
  const [record] = scanner.end()
  assert.equal(record?.kind === 'record' && record.fields.length, 500)
})
