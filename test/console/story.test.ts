/** In the browser, in both languages: a cause is broken, the event arrives, the doctor names it, it is repaired, and mail flows. */
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { PAGE_WORDS, type PlainPageWord } from '../../console/src/words/words.ts'
import { LANGS } from '../../src/console/contract/shared.ts'
import type { Lang } from '../../src/core/text.ts'
import { PATIENT } from '../../src/lab/servers.ts'
import { RunningLab } from '../lab/running.ts'
import { accessible, enter, fits, launch, settled, visit } from './browser.ts'

let browser: Browser
let lab: RunningLab

before(async () => {
  ;[browser, lab] = await Promise.all([launch(), RunningLab.start()])
})

after(async () => {
  await browser.close()
  await lab.stop()
})

/** Somebody who signed in by the link that the program prints, and who reads one language. */
class Reader {
  readonly page: Page
  readonly complaints: readonly string[]
  readonly #lang: Lang

  private constructor(page: Page, complaints: readonly string[], lang: Lang) {
    this.page = page
    this.complaints = complaints
    this.#lang = lang
  }

  static async come(t: TestContext, lang: Lang): Promise<Reader> {
    const visited = await visit(t, browser, { lang })
    await enter(visited, lab.run(PATIENT, ['console', 'link']).stdout.trim())
    return new Reader(visited.page, visited.complaints, lang)
  }

  word(word: PlainPageWord): string {
    return PAGE_WORDS[word][this.#lang]
  }

  async goTo(word: PlainPageWord): Promise<void> {
    await this.page
      .locator('.side')
      .getByRole('link', { name: this.word(word) })
      .click()
    await this.page.getByRole('heading', { level: 1, name: this.word(word) }).waitFor()
    await settled(this.page)
  }

  button(word: PlainPageWord) {
    return this.page.getByRole('button', { name: this.word(word), exact: true })
  }

  /** Opens an action, reads what will happen, does it, and closes it. */
  async act(opener: ReturnType<Page['getByRole']>, confirm: PlainPageWord, words: RegExp): Promise<void> {
    await opener.click()
    const dialog = this.page.getByRole('dialog')
    await this.button(confirm).waitFor()
    assert.match(await dialog.locator('.command code').innerText(), words)
    await accessible(this.page, `the dialog of ${confirm}`)
    await this.button(confirm).click()
    await dialog.getByText(this.word('action.succeeded')).waitFor()
    await this.close()
  }

  /** By the button that is seen: the library has one more, for those who hear. */
  async close(): Promise<void> {
    const dialog = this.page.getByRole('dialog')
    await dialog
      .locator('.buttons')
      .getByRole('button', { name: this.word('shell.close') })
      .click()
    await dialog.waitFor({ state: 'detached' })
  }
}

for (const lang of LANGS) {
  test(`${lang}: a key nobody can read is found out and repaired without leaving the console`, async (t) => {
    const reader = await Reader.come(t, lang)
    const { page } = reader
    await page.locator('.verdict.good').waitFor()

    await reader.goTo('nav.lab')
    await page.locator('.arrived.good').first().waitFor()
    await accessible(page, 'the lab')
    await page.setViewportSize({ width: 390, height: 900 })
    await fits(page, 'the lab')
    await page.setViewportSize({ width: 1_280, height: 900 })
    const breaking = page.getByRole('button', { name: `${reader.word('lab.break')} key`, exact: true })
    await reader.act(breaking, 'lab.break-now', /^hubtrust lab break key/)
    await page.locator('.arrived.bad').first().waitFor()

    await page.getByRole('link', { name: reader.word('lab.see') }).click()
    await page.locator('.verdict.bad .worst').waitFor()
    await accessible(page, 'the overview of a broken server')
    await fits(page, 'the overview of a broken server')

    await reader.goTo('nav.events')
    await page.locator('.events a', { hasText: '2019' }).first().click()
    await page.locator('.detail .notice').waitFor()
    await settled(page)
    await accessible(page, 'an event')

    await reader.goTo('nav.certificates')
    await page.locator('.selection .bad-text').first().waitFor()
    await accessible(page, 'a certificate that cannot be chosen')

    await reader.goTo('nav.doctor')
    await reader.button('doctor.run').click()
    await page.locator('.finding').first().waitFor()
    await settled(page)
    await accessible(page, 'the report')
    await fits(page, 'the report')
    await reader.act(
      page.locator('.finding').getByRole('button', { name: reader.word('finding.repair') }),
      'finding.repair-now',
      /^hubtrust doctor --fix key\.unreadable/,
    )

    await reader.goTo('nav.overview')
    await page.locator('.verdict.good').waitFor()
    await reader.goTo('nav.lab')
    await page.locator('.flow .arrived.good').first().waitFor()

    await reader.goTo('nav.doctor')
    await reader.act(reader.button('doctor.undo').first(), 'doctor.undo-now', /^hubtrust doctor --undo/)
    await reader.goTo('nav.overview')
    await page.locator('.verdict.bad .worst').waitFor()
    await reader.act(
      page.locator('.worst').getByRole('button', { name: reader.word('finding.repair') }),
      'finding.repair-now',
      /^hubtrust doctor --fix/,
    )
    await page.locator('.verdict.good').waitFor()
    assert.deepEqual(reader.complaints, [])
    // What was broken is whole again; the lab is told so, for the next who breaks it.
    lab.runAt(['lab', 'repair', '--root', lab.root])
  })
}

test('a handshake is made from the map, stage by stage', async (t) => {
  const reader = await Reader.come(t, 'en')
  await reader.goTo('nav.map')
  await reader.page.getByRole('button', { name: /^hub1 → hub2/ }).click()
  await reader.button('map.shake').click()
  await reader.page.locator('.stages li').first().waitFor()
  await accessible(reader.page, 'the stages')
  for (const view of ['map.graph', 'map.list'] as const) {
    await reader.page.getByRole('radio', { name: reader.word(view) }).click()
    await accessible(reader.page, view)
  }
  assert.match(await reader.page.locator('.stages').innerText(), /STARTTLS/)
})

test('the trace runs while it is watched, and stops', async (t) => {
  const reader = await Reader.come(t, 'en')
  await reader.goTo('nav.trace')
  await reader.button('trace.start').click()
  await reader.page.locator('.trace li').first().waitFor()
  await reader.button('trace.stop').click()
  await reader.button('trace.start').waitFor()
  assert.ok((await reader.page.locator('.trace li').count()) > 0)
})

test('a certificate is made, exported and removed, each told of before', async (t) => {
  const reader = await Reader.come(t, 'en')
  const { page } = reader
  await reader.goTo('nav.certificates')
  await reader.button('certificates.new').click()
  await page.getByRole('textbox', { name: reader.word('certificates.domains') }).fill('mail.lab.example')
  await page.getByLabel('SMTP', { exact: true }).uncheck()
  await page.getByLabel('IMAP', { exact: true }).check()
  await accessible(page, 'the form of a new certificate')
  await reader.button('action.next').click()
  await reader.button('certificates.new-now').click()
  await page.getByRole('dialog').getByText(reader.word('action.succeeded')).waitFor()
  await reader.close()

  await page.getByRole('link', { name: 'CN=mail.lab.example' }).first().click()
  await reader.button('certificates.export').click()
  await reader.button('action.next').click()
  const download = page.waitForEvent('download')
  await reader.button('certificates.export-now').click()
  assert.match((await download).suggestedFilename(), /\.pem$/)
  await reader.close()
  await reader.act(reader.button('certificates.remove'), 'certificates.remove-now', /^hubtrust cert remove/)
  await page.getByText(reader.word('certificates.not-here')).waitFor()
})
