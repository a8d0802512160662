/**
 * Pictures of every page of the console, for people to look at: three widths, two languages, light and dark, in `screenshots/`.
 * `npm run screenshots` starts a lab for it; `npm run screenshots -- LINK [PAGE...]` takes a running console by its sign-in link.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { chromium, type Page } from 'playwright-core'

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'hubtrust')
const FOLDER = join(import.meta.dirname, '..', 'screenshots')
/** Of a long list the beginning says enough. */
const TALLEST = 2_200
const WIDTHS = [390, 1024, 1600]
const LANGS = ['en', 'ja'] as const
const THEMES = ['light', 'dark'] as const
const PAGES = ['/', '/map', '/certificates', '/events', '/doctor', '/directory', '/trace', '/lab']

const nameOf = (path: string): string => (path === '/' ? 'overview' : path.slice(1).replaceAll(/[^a-z0-9]+/gi, '-'))

async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor()
  await page.locator('.waiting').first().waitFor({ state: 'detached' })
  // Charts are drawn in the frame after their data.
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
}

async function photograph(page: Page, name: string, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 })
  await settled(page)
  const height = Math.min(TALLEST, (await page.locator('body').boundingBox())?.height ?? TALLEST)
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, clip: { x: 0, y: 0, width, height } })
}

async function take(link: string, pages: readonly string[]): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER)
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  const { origin } = new URL(link)
  const first = await browser.newContext()
  const page = await first.newPage()
  await page.goto(link)
  await settled(page)
  const storageState = await first.storageState()
  for (const lang of LANGS) {
    for (const theme of THEMES) {
      const context = await browser.newContext({
        storageState,
        colorScheme: theme,
        locale: lang === 'ja' ? 'ja-JP' : 'en-GB',
      })
      const shown = await context.newPage()
      for (const path of pages) {
        await shown.goto(origin + path)
        for (const width of WIDTHS) await photograph(shown, `${nameOf(path)}-${String(width)}-${lang}-${theme}`, width)
      }
      await context.close()
    }
  }
  await browser.close()
}

/** A lab with something broken in it, so that there is something to see. */
async function withLab(work: (link: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-pictures-'))
  // As root the gateways' account is another one, and must be able to reach its files.
  chmodSync(folder, 0o755)
  const root = join(folder, 'lab')
  const lab = spawn(PROGRAM, ['lab', '--root', root], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(lab, 'close')
  try {
    const link = await linkIn(lab.stdout)
    execFileSync(PROGRAM, ['lab', 'break', 'key', '--root', root], { stdio: 'ignore' })
    await work(link)
  } finally {
    lab.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @throws Error when the lab ends without one */
async function linkIn(words: Readable): Promise<string> {
  let text = ''
  for await (const part of words.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += String(part)
    const [link] = /http\S+#link=\S+(?=\s)/.exec(text) ?? []
    if (link === undefined) continue
    words.resume()
    return link
  }
  throw new Error(`The lab has no console:\n${text}`)
}

const [given, ...pages] = process.argv.slice(2)
const wanted = pages.length === 0 ? PAGES : pages
if (given === undefined) await withLab((link) => take(link, wanted))
else await take(given, wanted)
