/** A whole system to install into: this machine's, seen through a layer that keeps every change to itself and is gone afterwards. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Said } from '../peers/programs.ts'

/** Its own mounts, and a network of loopback alone; it is there until its input ends. */
const OPEN = `set -e
mount -t tmpfs none "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount -t proc proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
mount -t tmpfs none "$1/root/run"
mount -t tmpfs none "$1/root/tmp"
ip link set lo up
echo open
exec cat >/dev/null`

export interface System {
  /** Runs a line of shell in it as root, with nothing of this process's environment. */
  run(line: string): Said
  /** The same, and fails with what was said unless it ended with 0. @returns what it printed */
  must(line: string): string
  /** Puts a file of this machine into its /tmp. */
  bring(path: string): string
  close(): Promise<void>
}

export async function openSystem(): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-system-'))
  const holder = spawn('unshare', ['--mount', '--net', '--propagation', 'private', 'sh', '-c', OPEN, 'sh', folder], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  holder.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const isOpen = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    once(holder, 'close').then(() => false),
  ])
  if (!isOpen) throw new Error(`no system: ${said}`)
  const enter = ['--target', String(holder.pid), '--mount', '--net']
  const run = (line: string, input: string | Uint8Array = ''): Said => {
    const words = [...enter, 'chroot', join(folder, 'root'), '/bin/sh', '-c', line]
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' }
    const { status, stdout, stderr } = spawnSync('nsenter', words, { env, input, encoding: 'utf8' })
    return { status, stdout, stderr }
  }
  return {
    run,
    must: (line) => {
      const outcome = run(line)
      if (outcome.status !== 0)
        throw new Error(`${line}: ${String(outcome.status)}\n${outcome.stdout}${outcome.stderr}`)
      return outcome.stdout
    },
    bring: (path) => {
      const name = `/tmp/${path.slice(path.lastIndexOf('/') + 1)}`
      const copy = ['cp', path, join(folder, 'root', name)]
      const { status, stderr } = spawnSync('nsenter', [...enter, ...copy], { encoding: 'utf8' })
      if (status !== 0) throw new Error(stderr)
      return name
    },
    close: async () => {
      const closed = once(holder, 'close')
      holder.stdin.end()
      await closed
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
