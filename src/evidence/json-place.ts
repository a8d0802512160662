/**
 * Where something stands in a JSON text: what JSON.parse and a schema refuse, as line and column for whoever has to mend the
 * file (RFC 8259). Only asked once a text was refused, so it may take its time.
 */

/** 1-based, in characters. */
export interface Place {
  readonly line: number
  readonly column: number
}

type Path = readonly unknown[]

/** The value at the path, or the nearest one around it that is there; in a text that is no JSON its first mistake. */
export function placeInJson(text: string, path: Path = []): Place {
  const before = text.slice(0, new Scan(text, path).offset())
  const lines = before.split(/\r\n|\n|\r/)
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 }
}

const SPACE = /[ \t\n\r]*/y
// eslint-disable-next-line no-control-regex -- no control character may stand in a string of JSON
const TEXT = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const SIMPLE = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
/** Deeper than anything Hubtrust writes; what is inside counts as the value around it. */
const DEPTH_MAX = 500

class Scan {
  readonly #text: string
  readonly #path: Path
  #at = 0
  #found = 0

  constructor(text: string, path: Path) {
    this.#text = text
    this.#path = path
  }

  offset(): number {
    // A byte order mark stands before the text.
    if (this.#text.startsWith('\ufeff')) this.#at = 1
    const isWhole = this.#value(0, true) && this.#isAtEnd()
    return isWhole ? this.#found : this.#at
  }

  #isAtEnd(): boolean {
    this.#take(SPACE)
    return this.#at === this.#text.length
  }

  /** False at a mistake, where it stays. `isMeant`: every step to here is one of the path. */
  #value(depth: number, isMeant: boolean): boolean {
    this.#take(SPACE)
    if (isMeant) this.#found = this.#at
    const first = this.#text[this.#at]
    if (depth < DEPTH_MAX && first === '{') return this.#list('}', () => this.#member(depth, isMeant))
    if (depth < DEPTH_MAX && first === '[') {
      let index = -1
      return this.#list(']', () => {
        index += 1
        return this.#value(depth + 1, isMeant && this.#path[depth] === index)
      })
    }
    return this.#take(first === '"' ? TEXT : SIMPLE) !== ''
  }

  #list(end: string, item: () => boolean): boolean {
    this.#at += 1
    if (this.#isNext(end)) return true
    for (;;) {
      if (!item()) return false
      if (this.#isNext(end)) return true
      if (!this.#isNext(',')) return false
    }
  }

  #member(depth: number, isMeant: boolean): boolean {
    this.#take(SPACE)
    const name = this.#take(TEXT)
    if (name === '' || !this.#isNext(':')) return false
    return this.#value(depth + 1, isMeant && JSON.parse(name) === this.#path[depth])
  }

  #isNext(character: string): boolean {
    this.#take(SPACE)
    const isThere = this.#text[this.#at] === character
    if (isThere) this.#at += 1
    return isThere
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [found = ''] = pattern.exec(this.#text) ?? []
    this.#at += found.length
    return found
  }
}
