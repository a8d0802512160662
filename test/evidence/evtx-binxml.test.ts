import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteView } from '../../src/evidence/byte-view.ts'
import { compile, Names, type Range } from '../../src/evidence/evtx-binxml.ts'

/** Tokens one behind the other, names where they are used. */
class Tokens {
  readonly bytes = Buffer.alloc(4_096)
  at = 0

  put(...values: readonly number[]): this {
    this.at += Buffer.from(values).copy(this.bytes, this.at)
    return this
  }

  name(name: string): this {
    this.at = this.bytes.writeUInt32LE(this.at + 4, this.at)
    this.put(0, 0, 0, 0, 0, 0, name.length, 0)
    return this.text(`${name}\0`)
  }

  text(text: string): this {
    this.at += this.bytes.write(text, this.at, 'utf16le')
    return this
  }

  counted(text: string): this {
    return this.put(text.length, 0).text(text)
  }

  open(name: string): this {
    return this.put(0x01, 0, 0, 0, 0).name(name).put(0x02)
  }

  compile(range: Partial<Range> = {}) {
    const view = new ByteView(this.bytes)
    return compile(view, new Names(view), { from: 0, to: this.at, place: 'document', isTemplate: false, ...range })
  }
}

const literal = (text: string) => ({ kind: 'literal', text })

test('text comes in pieces: sections, characters by number and by name, and instructions that say nothing', () => {
  const tokens = new Tokens().open('Event').open('EventData').open('Data')
  tokens.put(0x05, 0x01).counted('a').put(0x07).counted('<b>').put(0x08, 0x41, 0)
  tokens.put(0x09).name('amp').put(0x09).name('unknown')
  tokens.put(0x0a).name('target').put(0x0b).counted('nothing')
  tokens.put(0x04, 0x04, 0x04)
  const compiled = tokens.compile()
  assert.deepEqual(compiled?.data, [
    { kind: 'string', pieces: ['a', '<b>', 'A', '&', '&unknown;'].map(literal), needs: [] },
  ])
  assert.equal(compiled.end, tokens.at)
})

test('names that every object has are names like others', () => {
  const tokens = new Tokens().open('Event').open('constructor').put(0x41, 0, 0, 0, 0).name('__proto__').put(0, 0, 0, 0)
  tokens.put(0x06).name('toString').put(0x05, 0x01).counted('a').put(0x03, 0x04, 0x04)
  const compiled = tokens.compile()
  assert.deepEqual([compiled?.head, compiled?.data], [{}, []])
})

test('what is no such XML is refused', () => {
  const samples: readonly (readonly [says: string, tokens: Tokens])[] = [
    ['an unknown token', new Tokens().open('Event').put(0x1e)],
    ['an end without a beginning', new Tokens().put(0x04)],
    ['a beginning without an end', new Tokens().open('Event')],
    ['a value of another type than text', new Tokens().open('Event').put(0x05, 0x08, 1, 0, 0, 0)],
    ['a use of a template that is not there', new Tokens().open('Event').put(0x0c, 1, 9, 0, 0, 0, 0, 1, 0, 0)],
    ['a name outside of the chunk', new Tokens().put(0x01, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f)],
  ]
  for (const [says, tokens] of samples) assert.equal(tokens.compile(), undefined, says)
  const deep = new Tokens()
  for (let depth = 0; depth < 70; depth += 1) deep.open('a')
  assert.equal(deep.compile(), undefined)
})

test('a field that is told twice keeps what was told first', () => {
  const tokens = new Tokens().open('Event').open('System')
  for (const id of ['1037', '2019']) tokens.open('EventID').put(0x05, 0x01).counted(id).put(0x04)
  tokens.put(0x04, 0x04)
  assert.deepEqual(tokens.compile()?.head, { id: { pieces: [literal('1037')], needs: [] } })
})
