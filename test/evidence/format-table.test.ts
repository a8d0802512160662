import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cellOf, TableScanner, type TableItem } from '../../src/evidence/format-table.ts'

function scan(text: string): TableItem[] {
  const scanner = new TableScanner()
  const items = text.split('\n').flatMap((line, at) => scanner.push({ text: line, line: at + 1 }))
  return [...items, ...scanner.end()]
}

function rows(text: string): unknown[] {
  return scan(text).flatMap((item) => (item.kind === 'row' ? [{ line: item.line, ...item.cells }] : []))
}

test('rows stand in the columns of the dashes', () => {
  const text = `
Thumbprint  Services   Subject
----------  --------   -------
AB          IP.WS.     CN=hub1, O=Example
CD          ....S.     CN=hub2

`
  assert.deepEqual(rows(text), [
    { line: 4, Thumbprint: 'AB', Services: 'IP.WS.', Subject: 'CN=hub1, O=Example' },
    { line: 5, Thumbprint: 'CD', Services: '....S.', Subject: 'CN=hub2' },
  ])
})

test('numbers at the right may begin left of their heading', () => {
  assert.deepEqual(rows('Identity    Count\n--------    -----\nhub1\\7    1234567\nhub1\\8          0'), [
    { line: 3, Identity: 'hub1\\7', Count: '1234567' },
    { line: 4, Identity: 'hub1\\8', Count: '0' },
  ])
})

test('columns are counted in cells', () => {
  assert.deepEqual(rows('Name         State\n----         -----\n既定コネクタ On\nhub1         Off'), [
    { line: 3, Name: '既定コネクタ', State: 'On' },
    { line: 4, Name: 'hub1', State: 'Off' },
  ])
})

test('a row that goes on below is one row', () => {
  assert.deepEqual(
    rows('Thumbprint Subject\n---------- -------\nAB         CN=hub1,\n           O=Example\nCD         CN=hub2'),
    [
      { line: 3, Thumbprint: 'AB', Subject: 'CN=hub1, O=Example' },
      { line: 5, Thumbprint: 'CD', Subject: 'CN=hub2' },
    ],
  )
})

test('what was wrapped between words gets its blank back, what was cut at the column does not', () => {
  assert.deepEqual(
    rows(
      'Name     Comment    Id\n----     -------    --\nhub1     the first  1\n         server\nhub2     0123456789 2\n         abc',
    ),
    [
      { line: 3, Name: 'hub1', Comment: 'the first server', Id: '1' },
      { line: 5, Name: 'hub2', Comment: '0123456789abc', Id: '2' },
    ],
  )
})

test('two tables, prompts and other lines come out in order', () => {
  const items = scan('[PS] C:\\>Get-X\n\nnote\n\nA  B\n-  -\n1  2\n\nC  D\n-  -\n3  4\n[PS] C:\\>')
  assert.deepEqual(
    items.map((item) => (item.kind === 'row' ? Object.values(item.cells).join() : item.kind)),
    ['prompt', 'other', 'header', '1,2', 'header', '3,4', 'prompt'],
  )
})

test('without the empty line a heading inside a table begins the next one', () => {
  assert.deepEqual(rows('A  B\n-  -\n1  2\nC  D\n-  -\n3  4'), [
    { line: 3, A: '1', B: '2' },
    { line: 6, C: '3', D: '4' },
  ])
})

test('a cell is found by its heading whatever its case', () => {
  const [, row] = scan('THUMBPRINT  X\n----------  -\nAB          1')
  assert.equal(row?.kind === 'row' && cellOf(row, 'Thumbprint'), 'AB')
})
