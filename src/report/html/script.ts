/** The script of the page: the language switch, the copy buttons, and everything opened for the printer. It remembers nothing. */
export const SCRIPT = `'use strict'
const root = document.documentElement
const buttons = [...document.querySelectorAll('button[data-lang]')]
const speak = (lang) => {
  root.lang = lang
  document.title = document.querySelector('#title [lang="' + lang + '"]')?.textContent ?? document.title
  for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.lang === lang))
}
for (const button of buttons) button.addEventListener('click', () => speak(button.dataset.lang))

const select = (element) => {
  const range = document.createRange()
  range.selectNodeContents(element)
  getSelection().removeAllRanges()
  getSelection().addRange(range)
}
const copy = async (element) => {
  try {
    await navigator.clipboard.writeText(element.textContent)
    return 'done'
  } catch {
    select(element)
    return document.execCommand('copy') ? 'done' : 'failed'
  }
}
const status = document.querySelector('#status')
for (const button of document.querySelectorAll('button.copy')) {
  button.addEventListener('click', async () => {
    button.dataset.state = await copy(document.getElementById(button.getAttribute('aria-describedby')))
    status.textContent = button.innerText
    setTimeout(() => { delete button.dataset.state }, 2000)
  })
}

let closed = []
addEventListener('beforeprint', () => {
  closed = [...document.querySelectorAll('details:not([open])')]
  for (const each of closed) each.open = true
})
addEventListener('afterprint', () => { for (const each of closed) each.open = false })
const reveal = () => {
  let place = document.getElementById(location.hash.slice(1))
  for (; place; place = place.parentElement) if (place.tagName === 'DETAILS') place.open = true
}
addEventListener('hashchange', reveal)
reveal()
for (const each of document.querySelectorAll('[data-needs-script]')) each.hidden = false
`
