import { appendFileSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import type { Bench, Case } from '../case.ts'
import { issue } from '../certificates.ts'
import { findCommand, freePort } from '../stage.ts'
import { atMost, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { prepareGateway } from '../subject.ts'

const FIRST_PAGE_MS = 1_000
const BUNDLE_KB = 350
const KB = 1_024
/** Tells when the first answer about the server stands on the page: by then every button of it works. */
const WATCH = `new MutationObserver((_, watch) => {
  if (document.querySelector('.verdict h2') === null) return
  watch.disconnect()
  window.shownAt = performance.now()
}).observe(document, { subtree: true, childList: true })`

export const consolePages: Case = {
  name: 'console',
  about:
    'The first page of the console in Chromium with an empty cache, from going to its address to the state of direct trust on the page, beside ' +
    'one word of text from the same gateway; and all of the pages compressed, beside what the browser unpacks.',
  needs: ['chromium'],
  run: async (bench) => {
    const { origin, link } = await startConsole(bench)
    const browser = await chromium.launch({ executablePath: findCommand('chromium') ?? '', args: ['--no-sandbox'] })
    try {
      const storageState = await signedIn(browser, link)
      const figures = await interleave(['console', 'text'], bench.rounds, (name) =>
        fresh(browser, storageState, (context) =>
          name === 'console' ? shownAfter(context, `${origin}/`) : loadedAfter(context, `${origin}/healthz`),
        ),
      )
      const firstPage = rowOf({
        name: 'console.first-page',
        unit: 'ms',
        values: column(figures, 'console', (ms) => ms),
        peer: 'GET /healthz',
        peerValues: column(figures, 'text', (ms) => ms),
        goal: atMost(FIRST_PAGE_MS, 'value'),
      })
      return [firstPage, bundleRow(bench)]
    } finally {
      await browser.close()
    }
  },
}

async function startConsole({ stage, hubtrust }: Bench): Promise<{ readonly origin: string; readonly link: string }> {
  const own = issue(stage, { name: 'hub1.corp.example' })
  const { config } = await prepareGateway(stage, { hubtrust, own, peers: [], backend: 9 })
  const port = await freePort()
  appendFileSync(config, `console:\n  listen: 127.0.0.1:${String(port)}\n`)
  const program = stage.start({ command: hubtrust, args: ['serve', '--config', config], place: 'proxy' })
  await program.listening(port)
  const said = await stage.run({ command: hubtrust, args: ['console', 'link', '--config', config], place: 'anywhere' })
  return { origin: `http://127.0.0.1:${String(port)}`, link: said.trim() }
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>

async function signedIn(browser: Browser, link: string): Promise<State> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(link)
  await page.locator('.verdict h2').waitFor()
  const state = await context.storageState()
  await context.close()
  return state
}

/** In a profile that has never seen the console, but knows who is signed in. */
async function fresh(
  browser: Browser,
  storageState: State,
  measure: (context: BrowserContext) => Promise<number>,
): Promise<number> {
  const context = await browser.newContext({ storageState })
  try {
    return await measure(context)
  } finally {
    await context.close()
  }
}

async function shownAfter(context: BrowserContext, address: string): Promise<number> {
  await context.addInitScript(WATCH)
  const page = await context.newPage()
  await page.goto(address)
  await page.locator('.verdict h2').waitFor()
  return Number(await page.evaluate('window.shownAt'))
}

async function loadedAfter(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage()
  await page.goto(address)
  return Number(await page.evaluate(`performance.getEntriesByType('navigation')[0].domInteractive`))
}

function bundleRow({ hubtrust }: Bench) {
  const folder = join(dirname(hubtrust), '..', 'dist', 'console')
  const files = globSync('**/*.{js,css,html}', { cwd: folder }).map((name) => join(folder, name))
  const packed = files.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0)
  const whole = files.reduce((sum, path) => sum + statSync(path).size, 0)
  return rowOf({
    name: 'console.bundle',
    unit: 'kB',
    values: [packed / KB],
    peer: 'unpacked',
    peerValues: [whole / KB],
    goal: atMost(BUNDLE_KB, 'value'),
  })
}
