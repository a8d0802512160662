/** The words of findings: whole in both languages, and nothing in a command that somebody else could have written. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FINDING_IDS } from '../../src/model/finding.ts'
import { findingExample, remedyText } from '../../src/model/finding-text.ts'

test('every finding has an example without a hole, in English and Japanese', () => {
  for (const id of FINDING_IDS)
    for (const lang of ['en', 'ja'] as const) {
      const { title, why, remedies } = findingExample(id, lang)
      const texts = [
        title,
        why,
        ...remedies.flatMap((one) => [one.title, one.prose ?? '', ...one.commands, ...one.undo]),
      ]
      for (const text of texts) assert.doesNotMatch(text, /\{\w+\}/, `${id} (${lang})`)
    }
})

test('a value of a command is one word of the shell, whatever it holds', () => {
  const { commands } = remedyText({ id: 'enable-smtp', args: { thumbprint: "A'; rm -rf /; '" } }, 'en')
  assert.deepEqual(commands, [String.raw`hubtrust cert enable 'A'\''; rm -rf /; '\''' --services smtp --no-publish`])
})
