/** Words and code for Markdown, so that nothing from outside becomes markup. */
import { oneLine } from './phrases.ts'

/** Plain words: whatever Markdown might read as something else gets its backslash; an address becomes no link. */
export function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~&#$!@]/g, String.raw`\$&`)
    .replace(/^[-+]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
    .replaceAll('://', String.raw`:\//`)
    .replace(/(www)\./gi, String.raw`$1\.`)
}

/** Code, fenced by more backticks than it holds. */
export function code(text: string): string {
  const shown = oneLine(text)
  if (shown === '') return ''
  const fence = '`'.repeat(longestRun(shown) + 1)
  const isPadded = shown.startsWith('`') || shown.endsWith('`')
  return isPadded ? `${fence} ${shown} ${fence}` : fence + shown + fence
}

/**
 * In a cell of a table a bar ends the cell in code, too, and a backslash that stands before it in the text cannot be told from the
 * one that keeps it (GFM, tables): a blank parts the two.
 */
export function cellCode(text: string): string {
  return code(text.replace(/\\(?=\|)/g, String.raw`\ `)).replaceAll('|', String.raw`\|`)
}

/** A command is one line and begins with its program, so that none of them is the line that ends the block. */
export function fenced(commands: readonly string[]): string {
  return commands.length === 0 ? '' : ['```sh', ...commands, '```'].join('\n')
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
}
