/** Values in XML that are longer than is kept. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLES as CAPTURES } from './samples-captures.ts'
import { SAMPLES as EVENTS } from './samples-events.ts'
import { readAll, sourceOf } from './text-source.ts'

const KEPT_CHARS_MAX = 32 * 1024

for (const { reader, name, bytes } of [...EVENTS, ...CAPTURES].filter((sample) => sample.name.endsWith('.xml'))) {
  test(`${reader.id}: of a value that is too long the same is kept, whatever the pieces it arrives in`, async () => {
    const text = new TextDecoder().decode(bytes)
    const values = new Set(Array.from(text.matchAll(/>([^<>]{4,})</g), ([, value = '']) => value.trim()))
    const words = [...values].filter((value) => value.length >= 4)
    assert.ok(words.length > 5)
    for (const long of words.slice(0, 25)) {
      const swollen = text.replaceAll(long, long.repeat(4_000))
      const whole = await readAll(reader, sourceOf(swollen, name))
      for (const cut of [1_000, 4_093, 60_000])
        assert.deepEqual(await readAll(reader, sourceOf(swollen, name, [cut])), whole)
      const longest = JSON.stringify(whole)
        .split('"')
        .reduce((most, part) => Math.max(most, part.length), 0)
      assert.ok(longest <= KEPT_CHARS_MAX * 2, `${String(longest)} characters`)
    }
  })
}
