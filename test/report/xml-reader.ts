/** A strict reader of XML 1.0 without DTDs, for tests: whatever is not well-formed throws. */
export interface Node {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (Node | string)[]
}

const NAME = /^[A-Za-z_][\w.-]*/
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
// eslint-disable-next-line no-control-regex -- production 2 of XML 1.0 says which are allowed
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

export function readXml(text: string): Node {
  if (FORBIDDEN.test(text) || !text.isWellFormed()) throw new Error('a character that XML cannot hold')
  const start = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/.exec(text)
  if (start === null) throw new Error('no XML declaration')
  const { node, rest } = readElement(text.slice(start[0].length))
  if (rest.trim() !== '') throw new Error('something behind the root element')
  return node
}

function readElement(text: string): { readonly node: Node; readonly rest: string } {
  const name = NAME.exec(text.slice(1))?.[0]
  if (!text.startsWith('<') || name === undefined) throw new Error(`no element at ${text.slice(0, 40)}`)
  let rest = text.slice(1 + name.length)
  const attributes: Record<string, string> = {}
  for (;;) {
    const found = /^\s+([A-Za-z_][\w.-]*)="([^"<]*)"/.exec(rest)
    if (found === null) break
    const [whole, key = '', value = ''] = found
    if (key in attributes) throw new Error(`${key} twice`)
    attributes[key] = decoded(value.replace(/[\t\n]/g, ' '))
    rest = rest.slice(whole.length)
  }
  if (rest.startsWith('/>')) return { node: { name, attributes, children: [] }, rest: rest.slice(2) }
  if (!rest.startsWith('>')) throw new Error(`the tag of ${name} does not end`)
  return readChildren(name, attributes, rest.slice(1))
}

function readChildren(
  name: string,
  attributes: Node['attributes'],
  text: string,
): { readonly node: Node; readonly rest: string } {
  const children: (Node | string)[] = []
  let rest = text
  for (;;) {
    const at = rest.indexOf('<')
    if (at < 0) throw new Error(`${name} does not end`)
    const said = rest.slice(0, at)
    if (said.includes(']]>')) throw new Error(']]> in text')
    if (said !== '') children.push(decoded(said))
    rest = rest.slice(at)
    if (rest.startsWith('</')) {
      const end = `</${name}>`
      if (!rest.startsWith(end)) throw new Error(`${rest.slice(0, 20)} ends ${name}`)
      return { node: { name, attributes, children }, rest: rest.slice(end.length) }
    }
    const child = readElement(rest)
    children.push(child.node)
    rest = child.rest
  }
}

function decoded(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/&([^;]*;?)/g, (whole, body: string) => {
    const entity = body.slice(0, -1)
    const number = /^#(\d+);$/.exec(body)?.[1]
    const value = number === undefined ? ENTITIES[entity] : String.fromCodePoint(Number(number))
    if (!body.endsWith(';') || value === undefined) throw new Error(`no entity: ${whole}`)
    return value
  })
}

/** The text of an element that holds nothing else. */
export function textOf({ children }: Node): string {
  return children.map((child) => (typeof child === 'string' ? child : '')).join('')
}

/** Every element of a name, in order. */
export function elementsOf(node: Node, name: string): readonly Node[] {
  const inner = node.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child, name)))
  return node.name === name ? [node, ...inner] : inner
}

/** The names alone: what an attribute or a text may never change. */
export function skeletonOf({ name, attributes, children }: Node): string {
  const inner = children.map((child) => (typeof child === 'string' ? '' : skeletonOf(child)))
  return `<${name} ${Object.keys(attributes).join(' ')}>${inner.join('')}</>`
}
