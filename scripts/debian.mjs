// Debian packages that tests and benchmarks need: installed when missing and possible, named clearly otherwise.
import { spawnSync } from 'node:child_process'
import process from 'node:process'

const isThere = (program) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } }).status === 0

/** @param {Record<string, string>} packages program to the package that holds it */
export function ensurePrograms(packages) {
  const missing = [...new Set(Object.entries(packages).filter(([program]) => !isThere(program)).map(([, name]) => name))]
  if (missing.length === 0) return
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    process.stderr.write(`Missing: ${missing.join(', ')}. On Debian or Ubuntu run: sudo ${command}\n`)
    process.exit(1)
  }
  process.stderr.write(`Installing ${missing.join(', ')} …\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const apt = (args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', process.stderr] }).status === 0
  const install = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...missing]
  if (apt(install) || (apt(['update', '-qq']) && apt(install))) return
  process.stderr.write(`apt-get could not install ${missing.join(', ')}; run by hand to see why: ${command}\n`)
  process.exit(1)
}
