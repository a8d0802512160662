// Programs of Debian packages that tests need: installed when missing and possible, named clearly otherwise.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'

const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`

/** A name with colons is a module of Perl, one with a slash a file. */
function isThere(program) {
  if (program.includes('::')) return spawnSync('perl', [`-M${program}`, '-e', '1'], { stdio: 'ignore' }).status === 0
  if (program.includes('/')) return existsSync(program)
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { env: { ...process.env, PATH } }).status === 0
}

function apt(words) {
  // Run level 1: packages do not start the services they bring.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  return spawnSync('apt-get', words, { env, stdio: ['ignore', 2, 2] }).status === 0
}

/**
 * Makes sure that programs, and modules of Perl, are there.
 *
 * @param {Readonly<Record<string, string>>} programs program to the Debian package that holds it
 * @returns {boolean} false when some are missing still; what to do has been written to standard error
 */
export function ensure(programs) {
  const missing = Object.keys(programs).filter((program) => !isThere(program))
  if (missing.length === 0) return true
  const packages = [...new Set(missing.map((program) => programs[program]))]
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    process.stderr.write(`Missing: ${missing.join(', ')}. On Debian or Ubuntu run: sudo ${command}\n`)
    process.stderr.write(
      `不足しているプログラム: ${missing.join(', ')}。Debian または Ubuntu では次を実行してください: sudo ${command}\n`,
    )
    return false
  }
  process.stderr.write(`Installing ${packages.join(', ')} …\n`)
  const install = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages]
  if (apt(install) || (apt(['update', '-qq']) && apt(install))) return true
  process.stderr.write(`Could not install ${packages.join(', ')}. Run by hand to see why: ${command}\n`)
  process.stderr.write(
    `${packages.join(', ')} をインストールできませんでした。手動で実行して原因を確認してください: ${command}\n`,
  )
  return false
}
