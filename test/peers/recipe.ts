/** What a document tells an administrator to write: tests run it as it stands there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const CHECKOUT = join(import.meta.dirname, '..', '..')

/** The one block of code in a document that holds these words. */
export function recipe(document: string, words: string): string {
  const text = readFileSync(join(CHECKOUT, document), 'utf8')
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, block = '']) => block)
  const found = blocks.filter((block) => block.includes(words))
  const [block] = found
  if (block === undefined || found.length > 1)
    throw new Error(`${document}: ${String(found.length)} blocks hold "${words}"`)
  return block
}
