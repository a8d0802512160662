/**
 * A private Exim, as Debian configures it: folders in place of those of /etc, /usr/sbin and /var, seen by nobody else on this
 * machine, and a loopback address of its own. It is stopped and everything is gone after the test, and also when the test
 * process is killed.
 */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { currentAccount } from '../../src/disk/accounts.ts'
import type { Address } from '../../src/model/configuration.ts'
import { environment, run, type Said } from './programs.ts'

const UNPACKED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'hubtrust-exim')

/** For the options of a test. */
export const NEEDS_EXIM = {
  skip:
    (currentAccount().uid !== 0 && 'only root can start an Exim') || (!existsSync(UNPACKED) && 'Exim is not unpacked'),
}

export interface EximSettings {
  /** Its own name. */
  readonly name: string
  /** What it delivers into its mailbox. */
  readonly domain: string
  /** One loopback address is all it listens on. */
  readonly address: string
  readonly configuration: 'split' | 'template'
  /** More lines for /etc/hosts. */
  readonly hosts?: readonly string[]
}

/** Its uid and gid, and those of the one reader of mail. */
const ACCOUNTS = { 'Debian-exim': 48_990, bob: 48_991 }

const SCRIPT = `
set -e
own=$1 unpacked=$2 name=$3
hostname "$name"
mount -t tmpfs -o mode=755 tmpfs "$own"
cd "$own"
mkdir etc sbin host spool log lib run mail spool/exim4 log/exim4 lib/exim4 run/exim4
cp -a /etc/. etc
cp -a "$unpacked"/etc/. etc
sed -i /^Debian-exim:/d etc/passwd etc/group
${Object.entries(ACCOUNTS)
  .map(
    ([account, id]) => `
echo ${account}:x:${String(id)}:${String(id)}::/:/usr/sbin/nologin >> etc/passwd
echo ${account}:x:${String(id)}: >> etc/group`,
  )
  .join('')}
mount --bind /usr/sbin host
for file in host/*; do ln -s "$own/$file" sbin; done
cp -a --remove-destination "$unpacked"/usr/sbin/. sbin
chmod u+s sbin/exim4
chown ${String(ACCOUNTS['Debian-exim'])}:${String(ACCOUNTS['Debian-exim'])} spool/exim4 log/exim4 run/exim4
chmod 2775 mail
chgrp mail mail
for folder in spool log lib mail; do mount --bind $folder /var/$folder; done
for folder in etc run; do mount --bind $folder /$folder; done
mount --bind sbin /usr/sbin
echo ready
cat >/dev/null
kill -9 $(cat run/exim4/exim.pid) 2>/dev/null || true
`

function choices({ domain, address, configuration }: EximSettings): string {
  return `
dc_eximconfig_configtype='internet'
dc_other_hostnames='${domain}'
dc_local_interfaces='${address}'
dc_readhost=''
dc_relay_domains=''
dc_minimaldns='false'
dc_relay_nets=''
dc_smarthost=''
CFILEMODE='644'
dc_use_split_config='${String(configuration === 'split')}'
dc_hide_mailname=''
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
`
}

export class Exim {
  readonly settings: EximSettings
  readonly #own = mkdtempSync(join(tmpdir(), 'hubtrust-exim-'))
  readonly #keeper: ChildProcess

  private constructor(settings: EximSettings) {
    this.settings = settings
    const words = ['--mount', '--uts', 'sh', '-c', SCRIPT, 'sh', this.#own, UNPACKED, settings.name]
    // Its input ends with the test process, however that goes.
    this.#keeper = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'inherit'], detached: true, env: environment() })
  }

  /** Configured as Debian's installer does it; the daemon is not started yet. */
  static async prepare(t: TestContext, settings: EximSettings): Promise<Exim> {
    const exim = new Exim(settings)
    t.after(() => exim.#stop())
    const { stdout } = exim.#keeper
    assert.ok(stdout !== null)
    await Promise.race([once(stdout, 'data'), once(exim.#keeper, 'exit')])
    assert.equal(exim.#keeper.exitCode, null, 'the folders of Exim could not be made')
    writeFileSync(exim.path('/etc/exim4/update-exim4.conf.conf'), choices(settings))
    writeFileSync(exim.path('/etc/mailname'), `${settings.domain}\n`)
    writeFileSync(exim.path('/etc/aliases'), 'postmaster: bob\n')
    appendFileSync(exim.path('/etc/hosts'), (settings.hosts ?? []).map((line) => `${line}\n`).join(''))
    await exim.told('update-exim4.conf')
    return exim
  }

  /** Where a file of its is, for everybody else. */
  path(file: string): string {
    return join('/proc', String(this.#keeper.pid), 'root', file)
  }

  /** The words that run something where it is. */
  inside(...words: readonly string[]): readonly string[] {
    return [
      'nsenter',
      `--mount=/proc/${String(this.#keeper.pid)}/ns/mnt`,
      `--uts=/proc/${String(this.#keeper.pid)}/ns/uts`,
      ...words,
    ]
  }

  run(words: readonly string[], input: string | Buffer = ''): Promise<Said> {
    const [program = '', ...rest] = this.inside(...words)
    return run(program, rest, input)
  }

  async told(...words: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(words)
    assert.equal(status, 0, `${words.join(' ')}: ${stderr}${stdout}`)
    return stdout
  }

  /** Only what is told to is delivered: nothing tries again by itself. */
  async start(): Promise<void> {
    await this.told('/usr/sbin/exim4', '-bd')
    // It says that it has started and goes on to load authorities; a signal in between would wait for the next connection.
    await this.greeted(25)
  }

  /** Until it greets whoever connects. */
  async greeted(port: number): Promise<void> {
    let greeting = ''
    while (!greeting.startsWith('220 ')) greeting = await greetingAt({ host: this.settings.address, port })
  }

  /** Puts a message into its queue as a local program does, and tries to deliver it once. */
  async deliver({ from, to, message }: { from: string; to: string; message: string }): Promise<void> {
    const { status, stderr } = await this.run(['/usr/sbin/exim4', '-odf', '-i', '-f', from, to], message)
    assert.equal(status, 0, stderr)
  }

  /** Tries everything in the queue now. */
  async flush(): Promise<void> {
    await this.told('/usr/sbin/exim4', '-qff')
  }

  /** How many messages wait. */
  async queued(): Promise<number> {
    return Number((await this.told('/usr/sbin/exim4', '-bpc')).trim())
  }

  #logFile(name: string): string {
    const path = this.path(`/var/log/exim4/${name}`)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  /** The main log, where an operator looks first. */
  log(): string {
    return this.#logFile('mainlog')
  }

  /** What it complains of about itself; empty when all is well. */
  panicLog(): string {
    // One name for both on this machine; Exim goes on without.
    return this.#logFile('paniclog').replace(/^.*daemon_notifier_socket bind: Address already in use\n/gm, '')
  }

  /** The messages it has delivered. */
  mailbox(): string {
    const folder = this.path('/var/mail')
    return readdirSync(folder)
      .filter((name) => name === 'bob')
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('')
  }

  async #stop(): Promise<void> {
    if (this.#keeper.exitCode === null) {
      const ended = once(this.#keeper, 'exit')
      this.#keeper.stdin?.end()
      await ended
    }
    rmdirSync(this.#own)
  }
}

/** Empty when nobody greets. */
async function greetingAt(address: Address): Promise<string> {
  const socket = connect(address)
  try {
    return await new Promise<string>((resolve, reject) => {
      socket.on('data', (chunk) => {
        resolve(chunk.toString('latin1'))
      })
      socket.on('error', reject)
      socket.on('close', () => {
        resolve('')
      })
    })
  } catch {
    return ''
  } finally {
    socket.destroy()
  }
}
