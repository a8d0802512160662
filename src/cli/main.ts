/** The door of the command line: `main(argv)` answers the exit status. `--version` loads nothing else. */
import { VERSION } from '../core/version.ts'

export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`${VERSION}\n`)
    return 0
  }
  const { runCommandLine } = await import('./command-line.ts')
  return runCommandLine(argv, process.env)
}
