/** The sync of a directory whose clock and timers stand still until a test says otherwise. */
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import { DirectorySync } from '../../src/daemon/directory-sync.ts'
import type { EventDraft } from '../../src/model/events.ts'
import { noTrace } from '../../src/model/trace.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { digestOf } from '../../src/x509/parse.ts'
import { HUB2, type Ground, type Settings } from './ground.ts'

export const SECOND_MS = 1_000
export const HOUR_MS = 3_600_000
/** A send connector, so that addresses of HUB2 matter. */
export const SEND = { gateway: { send: [{ name: 'To HUB2', peer: HUB2, listen: '127.0.0.1:0' }] } }

/** It looks when `pass` lets time go by. */
export function syncOf(t: TestContext, ground: Ground, settings: Settings = SEND) {
  t.mock.timers.reset()
  t.mock.timers.enable({ apis: ['setInterval'] })
  const clock = stillClock(new Date().toISOString())
  const events: EventDraft[] = []
  const changes: (() => void)[] = []
  const sync = new DirectorySync({
    configuration: ground.configure(settings),
    clock,
    trace: noTrace,
    raise: (event) => events.push(event),
    onChange: () => {
      for (const change of changes) change()
    },
  })
  t.after(() => {
    sync.close()
  })
  const pass = (ms: number): void => {
    clock.advance(ms)
    t.mock.timers.tick(SECOND_MS)
  }
  const told = () => events.map(({ id, cause }) => (cause === undefined ? String(id) : `${id} ${cause}`))
  return { sync, pass, events, told, changes, clock }
}

export const pathOf = ({ folder }: Ground, file: string): string => join(folder, 'state', file)
export const DIRECTORY_FILE = 'directory.sqlite'
export const snapshotOf = (ground: Ground) => TrustIndex.load(readFileSync(pathOf(ground, 'index.snapshot')))
export const ownerOf = (index: TrustIndex | undefined, { hub2 }: Ground) => index?.find(digestOf(hub2.certificateDer))

/** Takes the directory away from under the sync. */
export function takeAway(ground: Ground): { bringBack(): void } {
  ground.directory.close()
  const path = pathOf(ground, DIRECTORY_FILE)
  renameSync(path, `${path}.away`)
  return {
    bringBack: () => {
      renameSync(`${path}.away`, path)
    },
  }
}
