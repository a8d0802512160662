/** The pages in a real Chromium, against a real gateway: signing in, both languages, every width, keyboard, and who may what. */
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import type { Browser } from 'playwright-core'
import { PAGE_WORDS, sayIn } from '../../console/src/words/words.ts'
import type { Rights } from '../../src/console/access.ts'
import { LANGS } from '../../src/console/contract/shared.ts'
import { accessible, enter, fits, launch, settled, visit } from './browser.ts'
import { startConsole, type Running } from './ground.ts'

const PAGES = [
  ['/', 'nav.overview'],
  ['/map', 'nav.map'],
  ['/certificates', 'nav.certificates'],
  ['/events', 'nav.events'],
  ['/doctor', 'nav.doctor'],
  ['/directory', 'nav.directory'],
  ['/trace', 'nav.trace'],
] as const
const PASSWORD = 'correct horse battery staple'

let browser: Browser

before(async () => {
  browser = await launch()
})

after(async () => {
  await browser.close()
})

const ADMIN: Rights = { role: 'organization-admin' }

function originOf({ asker }: Running): string {
  return `http://127.0.0.1:${String(asker.port)}`
}

function linkOf(running: Running, rights = ADMIN): string {
  return `${originOf(running)}/#link=${running.access.newLink(rights)}`
}

async function signedIn(t: TestContext, lang: 'en' | 'ja' = 'en', rights = ADMIN) {
  const running = await startConsole(t)
  const visited = await visit(t, browser, { lang })
  await enter(visited, linkOf(running, rights))
  return { ...visited, running, origin: originOf(running) }
}

test('a link signs in once, and its secret does not stay in the address', async (t) => {
  const running = await startConsole(t)
  const link = linkOf(running)
  const first = await visit(t, browser)
  await enter(first, link)
  assert.equal(first.page.url(), `${originOf(running)}/`)
  assert.deepEqual(first.complaints, [])

  const second = await visit(t, browser, { lang: 'ja' })
  await second.page.goto(link)
  await second.page.getByRole('alert').getByText(PAGE_WORDS['sign-in.link-spent'].ja).waitFor()
  await second.page.getByText('hubtrust console link').first().waitFor()
  await accessible(second.page, 'a link that was used')
})

test('a password signs in, a wrong one says so, and signing out ends it', async (t) => {
  const running = await startConsole(t)
  await running.access.setAccount('aiko', ADMIN, PASSWORD)
  const { page } = await visit(t, browser)
  await page.goto(originOf(running))
  await accessible(page, 'sign-in')
  const sign = async (password: string) => {
    await page.getByLabel(PAGE_WORDS['sign-in.account'].en).fill('aiko')
    await page.getByLabel(PAGE_WORDS['sign-in.password'].en).fill(password)
    await page.keyboard.press('Enter')
  }
  await sign('wrong')
  await page.getByRole('alert').waitFor()
  await sign(PASSWORD)
  await page.locator('.frame h1').waitFor()

  await page.getByRole('button', { name: /aiko/ }).click()
  await page.getByRole('menuitem', { name: PAGE_WORDS['shell.sign-out'].en }).click()
  await page.getByLabel(PAGE_WORDS['sign-in.password'].en).waitFor()
  await page.goto(`${originOf(running)}/events`)
  await page.getByLabel(PAGE_WORDS['sign-in.password'].en).waitFor()
})

for (const lang of LANGS) {
  test(`every page speaks ${lang}, fits every window, and axe finds nothing`, async (t) => {
    const { page, origin, complaints } = await signedIn(t, lang)
    for (const [path, word] of PAGES) {
      for (const [width, colorScheme] of [
        [390, 'light'],
        [1_280, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        await page.goto(origin + path)
        await settled(page)
        const where = `${path} ${String(width)} ${colorScheme}`
        assert.equal(await page.locator('h1').innerText(), PAGE_WORDS[word][lang], where)
        assert.match(await page.title(), new RegExp(`^${PAGE_WORDS[word][lang]} – hub1`), where)
        assert.equal(await page.locator('.problem').count(), 0, `${where}: ${await page.locator('main').innerText()}`)
        await fits(page, where)
        await accessible(page, where)
      }
    }
    assert.deepEqual(complaints, [])
  })
}

test('language and colours are chosen by the reader, and stay chosen', async (t) => {
  const { page } = await signedIn(t)
  await page.getByRole('button', { name: PAGE_WORDS['shell.settings'].en }).click()
  await accessible(page, 'an open menu')
  await page.getByRole('menuitemradio', { name: '日本語' }).click()
  await page.getByRole('heading', { level: 1, name: PAGE_WORDS['nav.overview'].ja }).waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'ja')

  await page.getByRole('button', { name: PAGE_WORDS['shell.settings'].ja }).click()
  await page.getByRole('menuitemradio', { name: PAGE_WORDS['shell.theme-dark'].ja }).click()
  await page.reload()
  await page.getByRole('heading', { level: 1, name: PAGE_WORDS['nav.overview'].ja }).waitFor()
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
})

test('without a mouse one gets past the navigation, to another page, and to its beginning', async (t) => {
  const { page } = await signedIn(t)
  await page.reload()
  await settled(page)
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate('document.activeElement.textContent'), PAGE_WORDS['shell.skip'].en)
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id'), 'main')

  await page.locator('.side').getByRole('link', { name: PAGE_WORDS['nav.events'].en }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: PAGE_WORDS['nav.events'].en }).waitFor()
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1')
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: PAGE_WORDS['nav.overview'].en }).waitFor()
})

test('on a phone the pages are behind a button, which closes when one was chosen', async (t) => {
  const { page } = await signedIn(t)
  await page.setViewportSize({ width: 390, height: 800 })
  await page.getByRole('button', { name: PAGE_WORDS['shell.menu'].en }).click()
  const dialog = page.getByRole('dialog')
  await accessible(page, 'the open menu of pages')
  await dialog.getByRole('link', { name: PAGE_WORDS['nav.directory'].en }).click()
  await page.getByRole('heading', { level: 1, name: PAGE_WORDS['nav.directory'].en }).waitFor()
  await dialog.waitFor({ state: 'detached' })
})

test('who may only look finds nothing to press', async (t) => {
  const { page, origin } = await signedIn(t, 'en', { role: 'viewer' })
  for (const [path, word] of [
    ['/certificates', 'certificates.new'],
    ['/doctor', 'doctor.run'],
    ['/directory', 'directory.add'],
  ] as const) {
    await page.goto(origin + path)
    await settled(page)
    assert.equal(await page.getByRole('button', { name: PAGE_WORDS[word].en }).count(), 0, path)
  }
  await page.goto(`${origin}/trace`)
  await page.getByText(sayIn('en')('say.not-allowed', { role: PAGE_WORDS['role.viewer'].en })).waitFor()
  assert.equal(await page.getByRole('button', { name: PAGE_WORDS['trace.start'].en }).isDisabled(), true)
})

test('an address without a page says so', async (t) => {
  const { page, origin } = await signedIn(t)
  await page.goto(`${origin}/nowhere`)
  await page.getByText(sayIn('en')('shell.nothing-about', { path: '/nowhere' })).waitFor()
  await accessible(page, 'nothing here')
})

test('a gateway that is gone is told of, and what was known stays readable', async (t) => {
  const { page, running } = await signedIn(t)
  const goTo = async (word: 'nav.directory' | 'nav.overview') => {
    await page.locator('.side').getByRole('link', { name: PAGE_WORDS[word].en }).click()
    await page.getByRole('heading', { level: 1, name: PAGE_WORDS[word].en }).waitFor()
  }
  await goTo('nav.directory')
  await goTo('nav.overview')
  await settled(page)
  await page.locator('.connection .dot.good').waitFor()
  process.kill(running.served.pid, 'SIGKILL')
  await page.getByRole('alert').first().waitFor()
  await page.getByText(PAGE_WORDS['shell.reconnecting'].en).waitFor()
  assert.equal(await page.getByRole('heading', { name: PAGE_WORDS['overview.peers'].en }).count(), 1)
  await goTo('nav.directory')
  await page.getByText(PAGE_WORDS['problem.unreachable'].en).first().waitFor()
  await accessible(page, 'without a gateway')
})
