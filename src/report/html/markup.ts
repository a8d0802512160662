/**
 * HTML from templates. Whatever is put into a template is escaped, in text and in quoted attributes alike, unless it was
 * made by a template itself. Only the text of style and script elements is not: it is the page's own, and JSON.
 */
export class Html {
  readonly #markup: string

  constructor(strings: TemplateStringsArray, values: readonly Fragment[]) {
    this.#markup = strings.map((literal, at) => literal + Html.#markupOf(values[at])).join('')
  }

  static #markupOf(value: Fragment): string {
    if (value === undefined) return ''
    if (value instanceof Html) return value.#markup
    if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
    return value.map((each) => Html.#markupOf(each)).join('')
  }

  toString(): string {
    return this.#markup
  }
}

export type Fragment = Html | string | number | undefined | readonly Fragment[]

/** `` html`<p title="${title}">${text}</p>` `` */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  return new Html(strings, values)
}

export function styleElement(text: string): Html {
  return verbatim('<style>', text, '</style>')
}

export function scriptElement(text: string): Html {
  return verbatim('<script>', text, '</script>')
}

/** Data for whoever reads the page with a program; no `<` is left that could end the element. */
export function jsonElement(value: unknown): Html {
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicodeEscape)
  return verbatim('<script type="application/json" id="report">', json, '</script>')
}

/** Not a template: the policy of the page knows style and script by the hash of exactly this text. */
function verbatim(start: string, text: string, end: string): Html {
  if (/<\/|<!--/.test(text)) throw new TypeError(`the text of ${start} must not end it`)
  const whole = [start + text + end]
  return new Html(Object.assign(whole, { raw: whole }), [])
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
