/** XML 1.0 from values: everything that is not markup is escaped, and what XML cannot hold at all is replaced. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly children: readonly (Element | string)[]
}

export function element(
  name: string,
  attributes: Element['attributes'],
  ...children: readonly (Element | string)[]
): Element {
  return { name, attributes, children }
}

export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${lines(root, '').join('\n')}\n`
}

function lines({ name, attributes, children }: Element, indent: string): readonly string[] {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(String(value))}"`)
  const open = `${indent}<${name}${said.join('')}`
  if (children.length === 0) return [`${open}/>`]
  // An element holds elements or text; an indented text would not be the one that was meant.
  const texts = children.filter((child) => typeof child === 'string')
  if (texts.length > 0) return [`${open}>${texts.map(content).join('')}</${name}>`]
  const inner = children.flatMap((child) => (typeof child === 'string' ? [] : lines(child, `${indent}  `)))
  return [`${open}>`, ...inner, `${indent}</${name}>`]
}

/** Readers turn a carriage return into a line feed, unless it is written as a number. */
function content(text: string): string {
  return allowed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

/** In an attribute they turn a line feed and a tab into a space as well. */
function attribute(text: string): string {
  return content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}

/** The characters of XML 1.0, production 2. */
function allowed(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
}
