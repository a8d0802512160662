/**
 * A private Postfix: a folder, a queue, a log and loopback ports of its own, beside whatever else runs on this machine.
 * Mail leaves it only by the transports a test gives it; the rest stays in its queue. It is stopped and its folder removed after the test, and also
 * when the test process is killed.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { currentAccount } from '../../src/disk/accounts.ts'
import { LOOPBACK } from '../../src/lab/servers.ts'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import type { Address } from '../../src/model/configuration.ts'
import { at } from '../cli/program.ts'
import { environment, run } from './programs.ts'

/** For the options of a test. */
export const NEEDS_POSTFIX = { skip: currentAccount().uid !== 0 && 'only root can start a Postfix' }

const TRIES = 3
/** Owner of the mailboxes; nobody has to have a name for it. */
const MAILBOX_OWNER = 5000

export interface Door {
  /** Lines for master.cf as an administrator writes them; the address at their beginning is replaced. */
  readonly entry: string
  readonly host?: string
}

export interface PostfixSettings {
  /** Its own name. */
  readonly name: string
  /** Domains it delivers into its mailbox. */
  readonly domains?: readonly string[]
  /** Services that listen, by a name the test gives them. */
  readonly doors?: Readonly<Record<string, Door>>
  /** More lines for main.cf and master.cf; `/etc/postfix` in them becomes its own folder. */
  readonly main?: string
  readonly master?: string
  /** Tables by name: written into its folder and given to postmap. */
  readonly tables?: Readonly<Record<string, string>>
}

export interface Queued {
  readonly queue: string
  readonly id: string
  readonly recipient: string
  /** Why it is still there; empty before the first attempt. */
  readonly reason: string
}

const SERVICES = `
pickup  unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr    unix n - n 300 1 qmgr
tlsmgr  unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce  unix - - n - 0 bounce
defer   unix - - n - 0 bounce
trace   unix - - n - 0 bounce
verify  unix - - n - 1 verify
flush   unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp    unix - - n - - smtp
error   unix - - n - - error
retry   unix - - n - - error
virtual unix - n n - - virtual
anvil   unix - - n - 1 anvil
scache  unix - - n - 1 scache
showq   unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
`

/** As Debian installs it, where trust is concerned: this machine may send anywhere. */
function mainOf(folder: string, { name, domains = [], main = '' }: PostfixSettings): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
myhostname = ${name}
mydestination =
mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
alias_maps =
local_recipient_maps =
default_transport = smtp:[127.0.0.1]:9
virtual_mailbox_domains = ${domains.join(' ')}
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:box/
virtual_uid_maps = static:${String(MAILBOX_OWNER)}
virtual_gid_maps = static:${String(MAILBOX_OWNER)}
${main}
`
}

export class Postfix {
  readonly #folder: string
  readonly #keeper: ChildProcess
  readonly #doors = new Map<string, Address>()

  private constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'hubtrust-postfix-'))
    chmodSync(this.#folder, 0o755)
    // Its input ends with the test process, however that goes.
    const words = ['-c', 'cat >/dev/null; postfix -c "$1/etc" stop; rm -rf "$1"', 'sh', this.#folder]
    this.#keeper = spawn('sh', words, { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: environment() })
  }

  static async start(t: TestContext, settings: PostfixSettings): Promise<Postfix> {
    for (let tries = 1; ; tries += 1) {
      const postfix = new Postfix()
      t.after(() => postfix.stop())
      const problem = await postfix.#start(settings)
      if (problem === undefined) return postfix
      // Another program was faster at one of the ports.
      if (tries === TRIES || !problem.includes('Address already in use')) throw new Error(problem)
    }
  }

  async #start(settings: PostfixSettings): Promise<string | undefined> {
    await this.#write(settings)
    const { status, stderr } = await run('postfix', ['-c', this.#etc, 'start'])
    return status === 0 ? undefined : `${stderr}\n${this.log()}`
  }

  async #write(settings: PostfixSettings): Promise<void> {
    const { doors = {}, master = '', tables = {} } = settings
    for (const name of ['etc', 'spool', 'data', 'mail']) mkdirSync(join(this.#folder, name))
    await run('chown', ['postfix', join(this.#folder, 'data')])
    chownSync(join(this.#folder, 'mail'), MAILBOX_OWNER, MAILBOX_OWNER)
    const ports = await freePorts(Object.keys(doors).length)
    const entries = Object.entries(doors).map(([name, { entry, host = LOOPBACK }], index) => {
      const address = { host, port: ports[index] ?? 0 }
      this.#doors.set(name, address)
      return entry.replace(/^\S+/, `${host}:${String(address.port)}`)
    })
    const own = (text: string): string => text.replaceAll('/etc/postfix', this.#etc)
    writeFileSync(join(this.#etc, 'main.cf'), own(mainOf(this.#folder, settings)))
    writeFileSync(join(this.#etc, 'master.cf'), own([SERVICES, ...entries, master, ''].join('\n')))
    for (const [name, lines] of Object.entries(tables)) {
      writeFileSync(join(this.#etc, name), lines)
      await this.#command('postmap', [join(this.#etc, name)])
    }
  }

  get #etc(): string {
    return join(this.#folder, 'etc')
  }

  async #command(program: string, words: readonly string[], input?: string | Buffer): Promise<void> {
    const { status, stderr } = await run(program, ['-c', this.#etc, ...words], input)
    if (status !== 0) throw new Error(`${program}: ${stderr}`)
  }

  /** Where its main.cf is. */
  get configurationFolder(): string {
    return this.#etc
  }

  /** Where one of its doors is. */
  address(door: string): Address {
    const address = this.#doors.get(door)
    if (address === undefined) throw new Error(`no door ${door}`)
    return address
  }

  /** Puts a message into its queue as a local program does. */
  async deliver({ from, to, message }: { from: string; to: string; message: string | Buffer }): Promise<void> {
    const { status, stderr } = await run('sendmail', ['-C', this.#etc, '-i', '-f', from, '--', to], message)
    if (status !== 0) throw new Error(`sendmail: ${stderr}`)
  }

  /** What is in the queue, one entry for each recipient. Waits for the answer: made to be asked again and again. */
  queue(): readonly Queued[] {
    const { stdout } = spawnSync('postqueue', ['-c', this.#etc, '-j'], { encoding: 'utf8', env: environment() })
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => queuedOf(JSON.parse(line)))
  }

  /** Tries everything in the queue now. */
  flush(): Promise<void> {
    return this.#command('postqueue', ['-f'])
  }

  /** What `postmap -q` says; empty when nothing is found. */
  async ask(key: string, table: string): Promise<string> {
    const { stdout } = await run('postmap', ['-c', this.#etc, '-q', key, table])
    return stdout
  }

  /** Everything it has logged. */
  log(): string {
    const path = join(this.#folder, 'mail.log')
    return readdirSync(this.#folder).includes('mail.log') ? readFileSync(path, 'utf8') : ''
  }

  /** The messages it has delivered, as files of its mailbox. */
  mailbox(): readonly Buffer[] {
    const box = join(this.#folder, 'mail', 'box')
    // Made with the first message, one folder after the other.
    if (!existsSync(join(box, 'new'))) return []
    return readdirSync(join(box, 'new')).map((name) => readFileSync(join(box, 'new', name)))
  }

  /** With everything it has; safe to repeat. */
  async stop(): Promise<void> {
    if (this.#keeper.exitCode !== null) return
    const ended = once(this.#keeper, 'exit')
    this.#keeper.stdin?.end()
    await ended
  }
}

/** A line of `postqueue -j`. */
function queuedOf(line: unknown): readonly Queued[] {
  const recipients = at(line, 'recipients')
  if (!Array.isArray(recipients)) throw new Error(`postqueue: ${JSON.stringify(line)}`)
  return recipients.map((recipient) => ({
    queue: wordsAt(line, 'queue_name'),
    id: wordsAt(line, 'queue_id'),
    recipient: wordsAt(recipient, 'address'),
    reason: wordsAt(recipient, 'delay_reason'),
  }))
}

function wordsAt(value: unknown, name: string): string {
  const words = at(value, name)
  return typeof words === 'string' ? words : ''
}
