// The program's entry: everything it does is in `main`; only the exit status is set here.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire, enableCompileCache } from 'node:module'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const BUG = 70
const built = new URL('../dist/cli/main.cjs', import.meta.url)
const source = new URL('../src/cli/main.ts', import.meta.url)
const args = process.argv.slice(2)

if (args.length === 1 && args[0] === '--version') {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  process.stdout.write(`${version}\n`)
} else {
  // Beside the code it belongs to, never in /tmp: a cache somebody else could write would be somebody else's code.
  enableCompileCache(fileURLToPath(new URL('../dist/.cache', import.meta.url)))
  try {
    const isSource = process.env.HUBTRUST_SRC === '1' || !existsSync(built)
    const { main } = isSource ? await import(source) : createRequire(import.meta.url)(fileURLToPath(built))
    process.exitCode = await main(args)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`hubtrust: internal error: ${reason.replace(/[^\P{C}]+/gu, ' ')}\n`)
    process.exitCode = BUG
  }
}
