import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parsers } from 'prettier/plugins/markdown'
import { findingTitle } from '../../src/model/finding-text.ts'
import type { Report } from '../../src/model/finding.ts'
import { markdownReport } from '../../src/report/markdown.ts'
import { code, escaped } from '../../src/report/markdown-text.ts'
import { oneLine } from '../../src/report/phrases.ts'
import { EVIL, withWords } from './hostile.ts'
import { EVERYTHING, findingOf, HEALTHY, INCOMPLETE, ONE_CAUSE, REPORTS } from './samples.ts'

interface Block {
  readonly type: string
  readonly children: readonly Block[]
}

/** Reads Markdown with a reader that is not ours. */
async function read(text: string): Promise<Block> {
  const { markdown } = parsers
  // The reader wants its options and uses none of them.
  const tree: unknown = await Reflect.apply(markdown.parse, markdown, [text, {}])
  return blockOf(tree)
}

function blockOf(node: unknown): Block {
  assert.ok(typeof node === 'object' && node !== null && 'type' in node)
  const children = 'children' in node && Array.isArray(node.children) ? node.children.map(blockOf) : []
  return { type: String(node.type), children }
}

/** Without plain text, which may be cut anywhere. */
function skeletonOf({ type, children }: Block): string {
  const inner = children.filter((child) => !['text', 'sentence', 'word', 'whitespace'].includes(child.type))
  return `${type}(${inner.map(skeletonOf).join(' ')})`
}

const english = (report: Report): string => markdownReport(report, { lang: 'en' })

test('a healthy host is a heading and a count', () => {
  assert.equal(
    english(HEALTHY),
    [
      '## ✅ Trusted',
      '**hub1.corp.example: direct trust works.**',
      '2026-06-01 12:00:00 UTC · looked at live · Hubtrust 0.1.0',
      '2 checks: 2 passed\n',
    ].join('\n\n'),
  )
})

test('a cause has its proof, its fix as a block of code, and how to check again', () => {
  for (const lang of ['en', 'ja'] as const) {
    const finding = findingOf(ONE_CAUSE, 'key.unreadable')
    const text = markdownReport(ONE_CAUSE, { lang })
    const { certificate = '', keyFile = '' } = finding.subject
    for (const part of [
      `### \`key.unreadable\` ${findingTitle(finding, lang)}\n`,
      `: \`${certificate}\`\n`,
      `- \`${keyFile}\` \`0600 root:root\`\n`,
      `\n\`\`\`sh\nhubtrust cert enable ${certificate} --services smtp --no-publish\n\`\`\`\n`,
      ': `hubtrust doctor --only key.unreadable',
      ': `hubtrust explain key.unreadable`',
      lang === 'en' ? '- event.1037 (14 times)\n' : '- event.1037 (14 回)\n',
    ]) {
      assert.ok(text.includes(part), `${part} is missing in:\n${text}`)
    }
  }
})

test('what weighs less, was not seen, is suppressed, unused, fixed, new or unexplained has its place', () => {
  const text = english(EVERYTHING)
  for (const part of [
    '*medium, circumstantial, still there*',
    '### Symptoms\n\n- `event.1036`: was logged; what is found now does not account for it, so its cause may be gone (3 times)',
    '- not run: Reading the certificate store failed. Mend the file or its permissions, then run again. (EACCES: permission denied) `services.smtp-not-enabled`, `key.unreadable`',
    '(known, replaced in July)',
    '### Suppressions without use\n\n- `key.* 7A3F*`: No finding needs it',
    '### Since the report of 2026-05-01 00:00:00 UTC\n\n- fixed: `names.not-covered`\n- new: `services.smtp-not-enabled`, `key.unreadable`\n- still there: none',
  ]) {
    assert.ok(text.includes(part), `${part} is missing in:\n${text}`)
  }
  assert.match(markdownReport(INCOMPLETE, { lang: 'ja' }), /^## ❔ 不明\n/)
})

test('escaped words are one paragraph of words, and code is one piece of code', async () => {
  const words = fc.oneof(
    EVIL,
    EVIL.map((evil) => evil.slice(1, -1)),
    fc.constantFrom(
      '- hub2',
      '+ hub2',
      '1. hub2',
      '2) hub2',
      '===',
      '---',
      '* hub2',
      '> hub2',
      '# hub2',
      '`',
      '`a',
      'a``',
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      words.map(oneLine).filter((line) => line !== ''),
      async (line) => {
        assert.equal(skeletonOf(await read(escaped(line))), 'root(paragraph())', line)
        assert.equal(skeletonOf(await read(code(line))), 'root(paragraph(inlineCode()))', line)
      },
    ),
    { numRuns: 500 },
  )
})

test('it keeps its shape, whatever a name holds', async () => {
  for (const report of Object.values(REPORTS)) {
    const shape = skeletonOf(await read(english(withWords(report, 'plain'))))
    await fc.assert(
      fc.asyncProperty(EVIL, async (evil) => {
        const text = english(withWords(report, evil))
        assert.equal(skeletonOf(await read(text)), shape, text)
      }),
      { examples: [[String.raw`x\|x`], [String.raw`x\\|`], ['`|`']] },
    )
  }
})
