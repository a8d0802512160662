/** Hosts that differ in where their files lie, and in who reads them. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../peers/programs.ts'
import { Host } from '../host.ts'
import type { Variants } from './variant.ts'

/** A real account that is nobody's in particular, and the words that make a program its. */
export const ACCOUNT = 'nobody'
export const AS_ACCOUNT = ['setpriv', `--reuid=${ACCOUNT}`, '--regid=nogroup', '--init-groups', '--']

async function shell(command: string, ...words: readonly string[]): Promise<void> {
  const { status, stderr } = await run('sh', ['-ec', command, 'sh', ...words])
  assert.equal(status, 0, stderr)
}

/** As the README hands files over to the account before the first start. */
async function handOver(host: Host): Promise<void> {
  mkdirSync(join(host.root, 'run'), { recursive: true })
  await shell(`cd "$1" && chown ${ACCOUNT} state state/directory.sqlite* run`, host.root)
}

/** Served by its service account. */
export async function atAccount(host: Host): Promise<Host> {
  await handOver(host)
  await host.serve(AS_ACCOUNT)
  return host
}

export const FILE_VARIANTS: Variants = {
  'served by root, keys for root': async (t) => {
    const host = await Host.make(t, { init: ['--account', 'root'] })
    await host.serve()
    return host
  },

  'served by root, keys for the service account': async (t) => {
    const host = await Host.make(t, { init: ['--account', ACCOUNT] })
    await host.serve()
    return host
  },

  'served by its service account': async (t) => atAccount(await Host.make(t, { init: ['--account', ACCOUNT] })),

  'a state folder that is a symbolic link': async (t) => {
    const host = await Host.make(t, { init: ['--account', ACCOUNT] })
    const volume = host.path('volume')
    mkdirSync(volume, { mode: 0o755 })
    renameSync(host.state(), join(volume, 'hubtrust'))
    symlinkSync(join(volume, 'hubtrust'), host.state().replace(/\/$/, ''))
    return atAccount(host)
  },

  'below a folder that may be passed and not be listed': async (t) => {
    const host = await Host.make(t, { init: ['--account', ACCOUNT] })
    await handOver(host)
    chmodSync(host.folder, 0o711)
    await host.serve(AS_ACCOUNT)
    return host
  },

  'keys that an ACL alone lets the account read': async (t) => {
    const host = await Host.make(t, { init: ['--account', ACCOUNT] })
    await shell(
      `chown -R root:root "$1" && chmod 700 "$1" && chmod 600 "$1"/*.key &&
       setfacl -m u:${ACCOUNT}:rx "$1" && setfacl -m u:${ACCOUNT}:r "$1"/*.key`,
      host.state('keys'),
    )
    return atAccount(host)
  },

  'an event log that has gone round': async (t) => {
    const host = await Host.make(t)
    host.set(['events'], { size: '1KiB' })
    mkdirSync(host.state('events'), { mode: 0o750 })
    const record = (sequence: number) => ({
      sequence,
      time: new Date(Date.now() - 3_600_000).toISOString(),
      source: 'Hubtrust',
      ...{ id: 30_005, category: 'TransportService', severity: 'information', server: host.name },
      args: { thumbprint: '0'.repeat(40) },
      count: 1,
    })
    writeFileSync(host.state('events/events.jsonl'), [1, 2].map((at) => `${JSON.stringify(record(at))}\n`).join(''))
    await host.serve()
    assert.match(await host.done('events'), /30005/)
    await shell('test -s "$1"', host.state('events/events.1.jsonl'))
    return host
  },
}
