/** Postfix's own programs, asked and told. */
import { join } from 'node:path'
import { failure } from '../core/errors.ts'
import { readBytes, removeFolder, writeAtomic } from '../disk/files.ts'
import { makeTemporaryFolder } from '../disk/temporary.ts'
import { askProgram } from '../net/program.ts'
import { ASKED_SETTINGS, laneEntry, mainSettings, type PostfixFacts, type SetupWish } from '../postfix/setup.ts'
import { printedBy, saidBy } from './mail-program.ts'

const PROGRAM_MS = 20_000

/** What it printed. @throws HubtrustError POSTFIX_PROGRAM_FAILED */
export function told(program: string, words: readonly string[]): Promise<string> {
  return printedBy('POSTFIX_PROGRAM_FAILED', program, words)
}

/** @throws HubtrustError POSTFIX_PROGRAM_FAILED */
export async function readPostfix(folder: string): Promise<PostfixFacts> {
  const printed = await told('postconf', ['-c', folder, ...ASKED_SETTINGS])
  const settings = Object.fromEntries(
    printed.split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+) = ?(.*)$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value ?? '']]
    }),
  )
  return { version: settings['mail_version'] ?? '', settings }
}

export interface Edited {
  readonly main: Uint8Array
  readonly master: Uint8Array
}

/** main.cf and master.cf as they would be, edited by Postfix's own `postconf` in a folder apart. */
export async function editedBy(folder: string, facts: PostfixFacts, wish: SetupWish): Promise<Edited> {
  const aside = makeTemporaryFolder('hubtrust-postfix-')
  try {
    const [main, master] = [join(aside, 'main.cf'), join(aside, 'master.cf')]
    writeAtomic(main, readBytes(join(folder, 'main.cf')), { mode: 0o600 })
    writeAtomic(master, readBytes(join(folder, 'master.cf')), { mode: 0o600 })
    await refuseTakenPort(aside, folder, wish)
    await told('postconf', ['-c', aside, '-e', ...mainSettings(facts, wish).map((pair) => pair.join('='))])
    await told('postconf', ['-c', aside, '-M', '-e', laneEntry(wish)])
    return { main: readBytes(main), master: readBytes(master) }
  } finally {
    removeFolder(aside)
  }
}

async function refuseTakenPort(aside: string, folder: string, { port }: SetupWish): Promise<void> {
  const entries = await told('postconf', ['-c', aside, '-M'])
  const [own] = entries
    .split(/\n(?=\S)/)
    .filter((entry) => new RegExp(`^(\\S+:)?${String(port)}\\s+inet\\s`).test(entry))
  if (own === undefined || own.includes('postfix/from-hubtrust')) return
  throw failure('POSTFIX_PORT_TAKEN', { port, path: join(folder, 'master.cf') })
}

/** What a table says to a key, or why it says nothing: to look at, never a reason to stop. */
export function lookUp(folder: string, key: string, table: string): Promise<string> {
  return saidBy('postmap', ['-c', folder, '-q', key, table])
}

/** False when it does not run. @throws HubtrustError POSTFIX_PROGRAM_FAILED */
export async function reloadPostfix(folder: string): Promise<boolean> {
  const status = await askProgram({ program: 'postfix', words: ['-c', folder, 'status'], withinMs: PROGRAM_MS })
  if (status.kind !== 'ended' || status.status !== 0) return false
  await told('postfix', ['-c', folder, 'reload'])
  return true
}
