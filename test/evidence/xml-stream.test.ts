import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XmlStream } from '../../src/evidence/xml-stream.ts'

/** What comes out, a line each; pieces of text are put together. */
function told(text: string, size = text.length): string[] {
  const lines: string[] = []
  const stream = new XmlStream({
    begins: (name, attributes, line) => void lines.push(`<${name} ${JSON.stringify(attributes)} at ${String(line)}`),
    says: (piece) => {
      const last = lines.at(-1)
      if (last?.startsWith('"') === true) lines[lines.length - 1] = last + piece
      else lines.push(`"${piece}`)
    },
    ends: (name) => void lines.push(`/${name}`),
    tooLong: (line) => void lines.push(`too long at ${String(line)}`),
  })
  for (let at = 0; at < text.length; at += size) stream.push(text.slice(at, at + size))
  stream.end()
  return lines
}

const DOCUMENT = `<?xml version="1.0"?>
<!-- a > b --><a x="1 &amp; 2" y='z'>t&lt;&#65;&#x42;&none;<![CDATA[<c>]]]]>u<b/>
<c
 d="1"/></a>&am`

test('tags, text and entities come out with their lines', () => {
  assert.deepEqual(told(DOCUMENT), [
    '"\n',
    '<a {"x":"1 & 2","y":"z"} at 2',
    '"t<AB&none;<c>]]u',
    '<b {} at 2',
    '/b',
    '"\n',
    '<c {"d":"1"} at 3',
    '/c',
    '/a',
    '"&am',
  ])
})

test('the same comes out wherever the text is cut', () => {
  for (let size = 1; size < DOCUMENT.length; size += 1)
    assert.deepEqual(told(DOCUMENT, size), told(DOCUMENT), String(size))
})

test('a tag without end is told and becomes text', () => {
  const [first, second] = told(`<a>\n<b ${'x'.repeat(300_000)}`)
  assert.equal(first, '<a {} at 1')
  assert.equal(second, '"\n')
  assert.ok(told(`<a>\n<b ${'x'.repeat(300_000)}`).includes('too long at 2'))
})
