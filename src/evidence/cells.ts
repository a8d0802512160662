/** Width of text in a console: characters of East Asian scripts take two cells, and columns are counted in cells. */

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/
const ZERO = /[\p{M}\u200b-\u200f\ufeff]/u

export function cellsOf(text: string): number {
  // eslint-disable-next-line no-control-regex -- ASCII is the quick way
  if (/^[\u0000-\u007f]*$/.test(text)) return text.length
  let cells = 0
  for (const character of text) cells += widthOf(character)
  return cells
}

function widthOf(character: string): number {
  if (character <= '\u007f') return 1
  if (ZERO.test(character)) return 0
  return WIDE.test(character) || character > '\uffff' ? 2 : 1
}

/** The index of the character that begins at a cell, or the first one after it. */
export function indexAtCell(text: string, cell: number): number {
  let cells = 0
  let index = 0
  for (const character of text) {
    if (cells >= cell) return index
    cells += widthOf(character)
    index += character.length
  }
  return index
}

/** Blanks at the beginning; a tab goes to the next multiple of eight. */
export function indentOf(text: string): number {
  let cells = 0
  for (const character of text) {
    if (character === '\t') cells += 8 - (cells % 8)
    else if (character === '\u3000') cells += 2
    else if (character === ' ' || character === '\u00a0') cells += 1
    else break
  }
  return cells
}
