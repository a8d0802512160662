import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Script } from 'node:vm'
import fc from 'fast-check'
import { parsers } from 'prettier/plugins/html'
import { findingTitle } from '../../src/model/finding-text.ts'
import type { Report } from '../../src/model/finding.ts'
import { htmlReport } from '../../src/report/html.ts'
import { html, jsonElement, scriptElement } from '../../src/report/html/markup.ts'
import { DARK, LIGHT, type Palette } from '../../src/report/html/palette.ts'
import { SCRIPT } from '../../src/report/html/script.ts'
import { reportShape } from '../../src/report/json.ts'
import { EVIL, withWords } from './hostile.ts'
import { EVERYTHING, findingOf, HEALTHY, INCOMPLETE, ONE_CAUSE, REPORTS } from './samples.ts'

interface Node {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  readonly children: readonly Node[]
}

/** Reads HTML with a reader that is not ours. */
async function read(page: string): Promise<Node> {
  const reader = parsers.html
  const tree: unknown = await Reflect.apply(reader.parse, reader, [page, { filepath: 'report.html' }])
  return nodeOf(tree)
}

function nodeOf(node: unknown): Node {
  assert.ok(typeof node === 'object' && node !== null)
  const list = (name: 'children' | 'attrs'): readonly unknown[] => {
    const found: unknown = name in node ? Reflect.get(node, name) : []
    return Array.isArray(found) ? found : []
  }
  const attributes = list('attrs').map((one) => {
    assert.ok(typeof one === 'object' && one !== null && 'name' in one)
    return [String(one.name), 'value' in one ? String(one.value) : ''] as const
  })
  return {
    name: 'name' in node ? String(node.name) : '',
    attributes: Object.fromEntries(attributes),
    text: 'value' in node && typeof node.value === 'string' ? node.value : '',
    children: list('children').map(nodeOf),
  }
}

function all(node: Node, isMeant: (node: Node) => boolean): readonly Node[] {
  return [...(isMeant(node) ? [node] : []), ...node.children.flatMap((child) => all(child, isMeant))]
}

function textOf(node: Node): string {
  return (node.text + node.children.map(textOf).join('')).replace(/\s+/g, ' ').trim()
}

/** Elements and the names of their attributes: what no value may change. */
function skeletonOf({ name, attributes, children }: Node): string {
  const inner = children.filter((child) => child.name !== 'undefined' && child.name !== '').map(skeletonOf)
  return `<${name} ${Object.keys(attributes).join(' ')}>${inner.join('')}`
}

const page = (report: Report, lang: 'en' | 'ja' = 'en'): string => htmlReport(report, { lang })

test('the verdict comes first, in both languages, with when and where it was looked at', async () => {
  const tree = await read(page(HEALTHY, 'ja'))
  const [root] = all(tree, ({ name }) => name === 'html')
  assert.equal(root?.attributes['lang'], 'ja')
  const [sentence] = all(tree, ({ name }) => name === 'h1')
  assert.ok(sentence !== undefined)
  assert.deepEqual(
    sentence.children.map((each) => [each.attributes['lang'], textOf(each)]),
    [
      ['en', 'hub1.corp.example: direct trust works.'],
      ['ja', 'hub1.corp.example: 直接信頼は正常に機能しています。'],
    ],
  )
  const [about] = all(tree, ({ attributes }) => attributes['class'] === 'about')
  assert.ok(about !== undefined)
  assert.match(textOf(about), /hub1\.corp\.example.*2026-06-01 12:00:00 UTC.*0\.1\.0/)
})

test('a cause is an open card with an anchor, a word beside its colour, and commands that can be copied', async () => {
  const finding = findingOf(ONE_CAUSE, 'key.unreadable')
  const tree = await read(page(ONE_CAUSE))
  const [card] = all(tree, ({ attributes }) => attributes['id'] === `finding-${finding.key}`)
  assert.ok(card !== undefined)
  assert.equal(card.name, 'details')
  assert.ok('open' in card.attributes)
  const said = textOf(card)
  for (const part of [
    'critical緊急',
    findingTitle(finding, 'en'),
    findingTitle(finding, 'ja'),
    finding.subject.keyFile ?? '-',
    '0600 root:root',
    'hubtrust doctor --fix does this',
    'hubtrust doctor --only key.unreadable',
    'event.103714 times14 回',
  ]) {
    assert.ok(said.includes(part), `${part} is missing in: ${said}`)
  }
  const copied = all(card, ({ attributes }) => attributes['class'] === 'copy').map((button) => {
    const id = button.attributes['aria-describedby']
    return all(card, ({ attributes }) => attributes['id'] === id).map(textOf)
  })
  assert.ok(
    copied.length >= 3 &&
      copied.every((commands) => commands.length === 1 && (commands[0] ?? '').startsWith('hubtrust ')),
  )
})

test('everything the report holds has its place', async () => {
  const said = textOf(await read(page(EVERYTHING)))
  for (const part of [
    'Of less weight',
    'Reading the certificate store failed.',
    'was logged; what is found now does not account for it, so its cause may be gone',
    'suppressed: known, replaced in July',
    'key.* 7A3F*',
    'Since the report of 2026-05-01 00:00:00 UTC',
    'names.not-covered',
    'Which certificate is used',
    'key-mode: /var/lib/hubtrust/keys/',
    'What was read',
    '9 checks: 1 passed, 2 failed',
    'A repair was applied',
  ]) {
    assert.equal(said.includes(part), part !== 'A repair was applied', part)
  }
  assert.ok(textOf(await read(page({ ...EVERYTHING, exitCode: 4 }))).includes('A repair was applied'))
})

test('no id is used twice and every link inside the page leads somewhere', async () => {
  for (const report of Object.values(REPORTS)) {
    const tree = await read(page(report))
    const ids = all(tree, ({ attributes }) => 'id' in attributes).map(({ attributes }) => attributes['id'] ?? '')
    assert.deepEqual(
      ids.filter((id, at) => ids.indexOf(id) !== at),
      [],
    )
    const references = all(tree, () => true).flatMap(({ attributes }) => [
      ...(attributes['href']?.startsWith('#') === true ? [attributes['href'].slice(1)] : []),
      ...['aria-labelledby', 'aria-describedby'].flatMap((name) => attributes[name] ?? []),
    ])
    assert.ok(references.length > 2)
    for (const id of references) assert.ok(ids.includes(id), id)
  }
})

test('the policy lets run the one style and the one script of the page and fetches nothing', async () => {
  const text = page(EVERYTHING)
  const tree = await read(text)
  const policy =
    all(tree, ({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')[0]?.attributes['content'] ??
    ''
  const hashes = ['style', 'script'].map((name) => {
    const inside = Array.from(text.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, 'g')), ([, found]) => found ?? '')
    assert.equal(inside.length, 1, name)
    return `'sha256-${createHash('sha256')
      .update(inside[0] ?? '')
      .digest('base64')}'`
  })
  assert.equal(
    policy.replaceAll('&#39;', "'"),
    `default-src 'none'; style-src ${hashes[0] ?? ''}; script-src ${hashes[1] ?? ''}; base-uri 'none'; form-action 'none'`,
  )
  const outward = all(
    tree,
    ({ name, attributes }) =>
      ['link', 'img', 'iframe', 'object', 'embed', 'base', 'form'].includes(name) ||
      Object.keys(attributes).some((each) => /^(src|srcset|style|on.*)$/.test(each)) ||
      !(attributes['href'] ?? '#').startsWith('#'),
  )
  assert.deepEqual(outward, [])
  assert.doesNotMatch(text, /url\(|@import/)
})

test('the script of the page is a script', () => {
  assert.ok(new Script(SCRIPT))
})

test('its JSON is the report, whatever stands in it', () => {
  fc.assert(
    fc.property(EVIL, (evil) => {
      const report = withWords(EVERYTHING, evil)
      const [, json = ''] = /<script type="application\/json" id="report">([^]*?)<\/script>/.exec(page(report)) ?? []
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(reportShape(report, 'en'))))
    }),
  )
})

test('it keeps its shape, whatever a name holds', async () => {
  for (const report of [EVERYTHING, INCOMPLETE]) {
    const shape = skeletonOf(await read(page(withWords(report, 'plain'))))
    await fc.assert(
      fc.asyncProperty(EVIL, async (evil) => {
        assert.equal(skeletonOf(await read(page(withWords(report, evil)))), shape)
      }),
      { numRuns: 40 },
    )
  }
})

test('a template escapes what is put into it, but for what another template made', () => {
  const evil = `<b a="1" c='2'>&amp;</b>`
  const safe = '&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;'
  assert.equal(html`<p title="${evil}">${evil}</p>`.toString(), `<p title="${safe}">${safe}</p>`)
  assert.equal(html`<p>${[html`<b>${1}</b>`, '<', undefined]}</p>`.toString(), '<p><b>1</b>&lt;</p>')
  assert.equal(html`<p>${'\ud800'}</p>`.toString(), '<p>\ufffd</p>')
})

test('a script or its data cannot end their element', () => {
  assert.throws(() => scriptElement('a</script>'), TypeError)
  assert.throws(() => scriptElement('<!--'), TypeError)
  assert.match(jsonElement('</script><!--').toString(), /^<script [^>]*>"\\u003c\/script\\u003e\\u003c!--"<\/script>$/)
})

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right)
  return (light + 0.05) / (dark + 0.05)
}

test('every text has the contrast of WCAG AA, in light and in dark', () => {
  const texts = ['ink', 'muted', 'accent', 'critical', 'high', 'medium', 'low', 'info', 'good'] as const
  const low = [LIGHT, DARK].flatMap((palette: Palette) =>
    texts.flatMap((text) =>
      (['ground', 'surface', 'code'] as const)
        .map((ground) => ({ text, ground, ratio: contrast(palette[text], palette[ground]) }))
        .filter(({ ratio }) => ratio < 4.5),
    ),
  )
  assert.deepEqual(low, [])
})
