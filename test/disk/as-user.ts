/** A question to the sources, asked as another user: in a process that loads them as root and is that user from then on. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { currentAccount } from '../../src/disk/accounts.ts'

/** For the options of a test. */
export const NEEDS_ROOT = { skip: currentAccount().uid !== 0 && 'only root can become another user' }

const SOURCES = join(import.meta.dirname, '..', '..', 'src')

/**
 * What an expression is worth.
 *
 * @param modules what it uses, by the file in `src` it comes from
 */
export function askAs(uid: number, modules: Readonly<Record<string, string>>, expression: string): unknown {
  const imports = Object.entries(modules).map(([names, path]) => {
    const url = pathToFileURL(join(SOURCES, path)).href
    return `const { ${names} } = await import(${JSON.stringify(url)})`
  })
  const code = [
    ...imports,
    `process.setgroups([]); process.setgid(${String(uid)}); process.setuid(${String(uid)})`,
    `process.stdout.write(JSON.stringify(await (${expression})))`,
  ]
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code.join('\n')], {
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}
