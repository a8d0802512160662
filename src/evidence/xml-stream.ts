/**
 * XML as a stream of tags and text, as much of it as Windows writes. Not a judge of XML: what is damaged comes out as far as it
 * can be read. Bounded: a tag has `TAG_CHARS_MAX` characters, text is handed on in pieces.
 *
 * Nothing is ever fetched or expanded: a document's own entities and its DTD are skipped.
 */
export interface XmlTaker {
  begins(name: string, attributes: Readonly<Record<string, string>>, line: number): void
  /** A piece of the text between two tags, entities replaced. */
  says(text: string): void
  ends(name: string): void
  /** A tag was longer than it may be, and is read as text. */
  tooLong(line: number): void
}

const TAG_CHARS_MAX = 256 * 1024
const ENTITY_CHARS_MAX = 12

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const ENTITY = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(\w{2,4}));/gi
/** Read from one to the next, never searched for: a long tag must not be gone over again and again. */
const ATTRIBUTE = /\s*([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y

/** Where markup that is no tag ends, by its beginning. */
const SPECIAL: readonly (readonly [begins: string, ends: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
]
const CDATA = '<![CDATA['

export class XmlStream {
  readonly #taker: XmlTaker
  #held = ''
  #line = 1
  /** The end that is waited for inside a comment and the like. */
  #skipTo: string | undefined
  #isCdata = false
  /** Where the next `>` is in what was pushed; -1 when nobody has looked. */
  #end = -1
  /** Where the newline is that has not been counted. */
  #newline = -1

  constructor(taker: XmlTaker) {
    this.#taker = taker
  }

  push(text: string): void {
    const all = this.#held + text
    this.#end = -1
    this.#newline = -1
    let at = 0
    for (;;) {
      const next = this.#step(all, at)
      if (next === undefined) break
      this.#countLines(all, next)
      at = next
    }
    this.#held = all.slice(at)
  }

  end(): void {
    if (this.#skipTo === undefined && this.#held !== '') this.#taker.says(unescaped(this.#held))
    this.#held = ''
  }

  /** Reads one thing and says where the next begins; undefined when it is not all there. */
  #step(all: string, at: number): number | undefined {
    if (at >= all.length) return undefined
    if (this.#skipTo !== undefined) return this.#skip(all, at, this.#skipTo)
    if (all[at] !== '<') return this.#text(all, at)
    // A beginning of markup may be cut off: nine characters tell which it is.
    const special = SPECIAL.find(([begins]) => all.startsWith(begins, at))
    const isUnsure = all.length - at < CDATA.length && SPECIAL.some(([begins]) => begins.startsWith(all.slice(at)))
    if (isUnsure || (special?.[0] === '<!' && all.length - at < CDATA.length && CDATA.startsWith(all.slice(at))))
      return undefined
    if (special !== undefined) {
      this.#skipTo = special[1]
      this.#isCdata = special[0] === CDATA
      return at + special[0].length
    }
    return this.#tag(all, at)
  }

  #skip(all: string, at: number, to: string): number | undefined {
    const end = all.indexOf(to, at)
    const stop = end < 0 ? Math.max(at, all.length - to.length + 1) : end
    if (this.#isCdata && stop > at) this.#taker.says(all.slice(at, stop))
    if (end < 0) return stop > at ? stop : undefined
    this.#skipTo = undefined
    this.#isCdata = false
    return end + to.length
  }

  #text(all: string, at: number): number | undefined {
    const next = all.indexOf('<', at)
    let end = next < 0 ? all.length : next
    if (next < 0) {
      const entity = all.lastIndexOf('&')
      if (entity >= at && all.length - entity < ENTITY_CHARS_MAX && !all.includes(';', entity)) end = entity
    }
    if (end === at) return undefined
    this.#taker.says(unescaped(all.slice(at, end)))
    return end
  }

  #tag(all: string, at: number): number | undefined {
    // Looked for once, not again from every `<` before it.
    if (this.#end < at) this.#end = all.indexOf('>', at)
    if (this.#end < 0) this.#end = all.length
    const end = this.#end
    if (end === all.length || end - at > TAG_CHARS_MAX) {
      if (all.length - at <= TAG_CHARS_MAX) return undefined
      this.#taker.tooLong(this.#line)
      this.#taker.says('<')
      return at + 1
    }
    this.#takeTag(all.slice(at + 1, end))
    return end + 1
  }

  #takeTag(tag: string): void {
    const name = /^\/?\s*([^\s/]*)/.exec(tag)?.[1] ?? ''
    if (tag.startsWith('/')) {
      this.#taker.ends(name)
      return
    }
    const attributes: Record<string, string> = {}
    ATTRIBUTE.lastIndex = name.length
    for (let found = ATTRIBUTE.exec(tag); found !== null; found = ATTRIBUTE.exec(tag)) {
      const [, key = '', double, single] = found
      attributes[key] = unescaped(double ?? single ?? '')
    }
    this.#taker.begins(name, attributes, this.#line)
    if (tag.endsWith('/')) this.#taker.ends(name)
  }

  #countLines(text: string, end: number): void {
    while (this.#newline < end) {
      const next = text.indexOf('\n', this.#newline + 1)
      // The position is that of the newline after `end`, so that long lines are gone over once.
      if (this.#newline >= 0) this.#line += 1
      this.#newline = next < 0 ? text.length : next
    }
  }
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(ENTITY, (whole: string, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
