// Programs of Debian packages that tests need: installed when missing and possible, named clearly otherwise.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'

const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`

/** A name with colons is a module of Perl, one with `.so.` a library, one with a slash a file. */
function isThere(program) {
  if (program.includes('.so.')) {
    const { stdout } = spawnSync('ldconfig', ['-p'], { env: { ...process.env, PATH }, encoding: 'utf8' })
    return stdout.includes(`\t${program} `)
  }
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
 * Packages that cannot be installed beside others, unpacked into a folder; what is there already is left as it is.
 *
 * @param {string} folder where it goes
 * @param {readonly string[]} packages
 * @returns {boolean} false when that did not work
 */
export function unpack(folder, packages) {
  if (existsSync(folder)) return true
  if (process.getuid?.() !== 0 || !isThere('apt-get')) return false
  process.stderr.write(`Unpacking ${packages.join(', ')} …\n`)
  mkdirSync(dirname(folder), { recursive: true })
  const aside = mkdtempSync(`${folder}-`)
  const say = { cwd: aside, stdio: ['ignore', 'ignore', 2] }
  const download = () => spawnSync('apt-get', ['download', '-qq', ...packages], say).status === 0
  const isGood =
    (download() || (apt(['update', '-qq']) && download())) &&
    globSync('*.deb', { cwd: aside }).every((file) => spawnSync('dpkg', ['-x', file, 'tree'], say).status === 0)
  if (isGood) {
    // Nothing of it may run with rights that whoever starts it does not have.
    for (const file of globSync('usr/sbin/*', { cwd: join(aside, 'tree') })) chmodSync(join(aside, 'tree', file), 0o755)
    renameSync(join(aside, 'tree'), folder)
  }
  rmSync(aside, { recursive: true, force: true })
  return isGood
}

/**
 * Makes sure that programs, libraries, and modules of Perl are there.
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
