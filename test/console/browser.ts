/** A real Chromium, and somebody in front of it who has signed in. Whatever the browser complains of fails the test. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import type { Lang } from '../../src/core/text.ts'

const CHROMIUM = process.env['HUBTRUST_CHROMIUM'] ?? '/usr/bin/chromium'
const WAIT_MS = 60_000

/** Complaints that a test brings about on purpose, such as an answer of 401. */
const EXPECTED = /the server responded with a status of (401|403|404|409|503)|net::ERR_/

export interface Visit {
  readonly page: Page
  /** What the browser complained of: errors of scripts, and whatever the content security policy refused. */
  readonly complaints: readonly string[]
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
}

export interface Visiting extends BrowserContextOptions {
  readonly lang?: Lang
}

export async function visit(
  t: TestContext,
  browser: Browser,
  { lang = 'en', ...options }: Visiting = {},
): Promise<Visit> {
  const context = await browser.newContext({
    locale: lang === 'ja' ? 'ja-JP' : 'en-GB',
    viewport: { width: 1280, height: 900 },
    // Nothing moves, so that axe sees colours and not the middle of a change.
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(WAIT_MS)
  t.after(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text())
  })
  return { page, complaints }
}

/** Signed in by a one-time link, on the first page. */
export async function enter({ page }: Visit, link: string): Promise<void> {
  await page.goto(link)
  await page.locator('.frame h1').waitFor()
}

/** Until everything that was asked for is there. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor()
  await page.locator('.waiting').first().waitFor({ state: 'detached' })
}

/** @throws AssertionError with what axe found, and where */
export async function accessible(page: Page, where: string): Promise<void> {
  await page.evaluate(axe.source)
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')))`,
  )
  assert.deepEqual(found, [], where)
}

/** No page is wider than the window. */
export async function fits(page: Page, where: string): Promise<void> {
  const tooWide: unknown = await page.evaluate(
    `document.documentElement.scrollWidth > innerWidth
      ? [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > innerWidth && e.closest('.scroll, .matrix-box') === null).slice(0, 3).map((e) => e.outerHTML.slice(0, 120))
      : []`,
  )
  assert.deepEqual(tooWide, [], `${where} is wider than the window`)
}
