/** Both languages stand in the page, made from the same facts; the language of the page decides which one is seen. */
import type { Lang } from '../../core/text.ts'
import { say, type PlainWord } from '../../model/words.ts'
import { html, type Html } from './markup.ts'

export function both(speak: (lang: Lang) => string): Html {
  const [english, japanese] = [speak('en'), speak('ja')]
  if (english === japanese) return html`${english}`
  return html`<span class="t" lang="en">${english}</span><span class="t" lang="ja">${japanese}</span>`
}

export function word(name: PlainWord): Html {
  return both((lang) => say(lang, name))
}

/** The same with a capital: labels of tables and lists stand in lower case. */
export function heading(name: PlainWord): Html {
  return both((lang) => capital(say(lang, name)))
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
