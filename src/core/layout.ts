/** Lays text out for people: columns by display width, so that Japanese lines up. Pure. */

/** East Asian wide and fullwidth ranges (UAX #11), the ones a terminal draws two columns wide. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
]

/** Columns a text takes on a terminal. Colour codes take none. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length
  let width = 0
  // eslint-disable-next-line no-control-regex -- the escape character starts a colour code
  for (const character of text.replace(/\u001b\[[0-9;]*m/g, '')) width += characterWidth(character)
  return width
}

function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text)
}

function characterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0
  if (point < 0x1100) return point >= 0x300 && /\p{M}/u.test(character) ? 0 : 1
  if (/\p{M}|\u200b|\u200d/u.test(character)) return 0
  return WIDE.some(([from, to]) => point >= from && point <= to) ? 2 : 1
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** A table with a header, two spaces between columns, nothing after the last. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column] ?? ''))),
  )
  const rule = widths.map((width) => '-'.repeat(width))
  return [header, rule, ...rows].map((row) => lineOf(row, widths)).join('\n')
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, column) => padEnd(row[column] ?? '', width))
    .join('  ')
    .trimEnd()
}

/** `Name : value` lines, as `fl` prints them. */
export function properties(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...pairs.map(([name]) => displayWidth(name)))
  return pairs.map(([name, value]) => `${padEnd(name, width)} : ${value}`.trimEnd()).join('\n')
}

// Kinsoku: what no line begins or ends with. The small kana and the long vowel belong to the character before them.
const OPENING = '「『（【〔(\\['
const CLOSING = '、。，．・：；！？」』）】〕)\\]ーぁぃぅぇぉっゃゅょァィゥェォッャュョ'
const JAPANESE = '\\u3000-\\u9fff\\uff00-\\uffef'
const WORDS = /\S+|\s+/g
const PIECES = new RegExp(`[${OPENING}]*(?:[${JAPANESE}]|[^\\s${JAPANESE}]+)[${CLOSING}]*|\\s+`, 'gu')

/** Breaks a text into lines of at most `columns`: at spaces, and between Japanese characters. */
export function wrap(text: string, columns: number): readonly string[] {
  // In ASCII both find the same; to compile the other one takes longer than to lay out a page.
  const pieces = text.match(isPlain(text) ? WORDS : PIECES) ?? []
  const lines: string[] = []
  let line = ''
  let width = 0
  for (const piece of pieces) {
    const isFull = width + displayWidth(piece.trimEnd()) > columns && line.trim() !== ''
    if (isFull) lines.push(line.trimEnd())
    const added = isFull ? piece.trimStart() : piece
    line = isFull ? added : line + added
    width = displayWidth(added) + (isFull ? 0 : width)
  }
  if (line.trim() !== '') lines.push(line.trimEnd())
  return lines
}

/** Lines of at most `columns` from items that are never broken themselves, with `separator` between them. */
export function flow(items: readonly string[], separator: string, columns: number): readonly string[] {
  const lines: string[] = []
  // A line that another follows ends with the separator, and needs room for it.
  const room = columns - displayWidth(separator.trimEnd())
  for (const item of items) {
    const line = lines.at(-1)
    if (line === undefined) lines.push(item)
    else if (displayWidth(line + separator + item) > room) lines.splice(-1, 1, line + separator.trimEnd(), item)
    else lines[lines.length - 1] = line + separator + item
  }
  return lines
}
