// The program's entry: everything it does is in `main`; only the exit status is set here.
import { existsSync, readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import process from 'node:process'

const built = new URL('../dist/cli/main.js', import.meta.url)
const source = new URL('../src/cli/main.ts', import.meta.url)
const args = process.argv.slice(2)

if (args.length === 1 && args[0] === '--version') {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  process.stdout.write(`hubtrust ${version}\n`)
} else {
  enableCompileCache()
  const isSource = process.env.HUBTRUST_SRC === '1' || !existsSync(built)
  const { main } = await import(isSource ? source : built)
  process.exitCode = await main(args)
}
