/**
 * Every two ways to break the lab, one after the other, on its real files, directory and haproxy: the second one breaks or
 * says clearly why not, and repairing brings everything back, whichever is repaired first. No gateway runs for it.
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import { BREAKAGES, type Breakage } from '../../src/lab/breakage.ts'
import { breakIt, repair } from '../../src/lab/breaking.ts'
import { makeLab, placesOf, takeRoot } from '../../src/lab/ground.ts'
import { LAB_SERVERS } from '../../src/lab/servers.ts'
import { Site } from '../../src/lab/site.ts'
import { readJournal } from '../../src/lab/undo.ts'

async function openSite(t: TestContext): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-test-pairs-'))
  // As root the gateways' account is another one, and must be able to reach its files.
  chmodSync(folder, 0o755)
  // Gateways are told to read their configuration again; here there is this process in their place.
  const heard = (): void => undefined
  process.on('SIGHUP', heard)
  const root = join(folder, 'lab')
  takeRoot(root)
  const places = await placesOf(root, new Map())
  makeLab(root, places, systemClock)
  const servers = places.map(({ name, role, smtp, front, store, config }) => ({
    ...{ name, role, smtp, store, config, submission: smtp, pid: process.pid },
    ...(front === undefined ? {} : { front }),
  }))
  const site = new Site(root, { pid: process.pid, servers })
  t.after(() => {
    repair(site, undefined)
    site.close()
    process.off('SIGHUP', heard)
    rmSync(folder, { recursive: true, force: true })
  })
  return site
}

/** Everything a breakage may touch: configurations, certificates and keys with their modes, the directory's entries. */
function stateOf(site: Site): unknown {
  const files = LAB_SERVERS.flatMap(({ name }) => {
    const { store, config } = site.server(name)
    const kept = ['certificates', 'keys'].flatMap((kind) =>
      readdirSync(join(store, kind)).map((file) => join(store, kind, file)),
    )
    return [config, ...kept].map((path) => [relative(site.root, path), statSync(path).mode, readFileSync(path, 'utf8')])
  })
  const entries = LAB_SERVERS.map(({ name }) => {
    const { addresses, enabled, certificates } = site.entry(name)
    return [name, addresses, enabled, certificates.map(({ fingerprint }) => fingerprint)]
  })
  return { files: files.toSorted(), entries }
}

/** Undefined when it was broken, else the code of the refusal. */
function tryToBreak(site: Site, breakage: Breakage): string | undefined {
  try {
    breakIt(site, breakage)
    return undefined
  } catch (error) {
    assert.ok(error instanceof HubtrustError, `${breakage.short}: ${String(error)}`)
    return error.code
  }
}

test('after any breakage any other one is made or clearly refused, and everything can be repaired', async (t) => {
  const site = await openSite(t)
  const whole = stateOf(site)
  const refused = new Set<string>()
  for (const first of BREAKAGES)
    for (const second of BREAKAGES) {
      const pair = `${first.short} then ${second.short}`
      assert.equal(tryToBreak(site, first), undefined, pair)
      const code = tryToBreak(site, second)
      if (code !== undefined) refused.add(`${pair}: ${code}`)
      assert.equal(readJournal(site.root).length, code === undefined ? 2 : 1, pair)
      const repaired = repair(site, first)
      assert.ok(repaired.includes(first.cause), pair)
      repair(site, undefined)
      assert.deepEqual(stateOf(site), whole, pair)
    }
  for (const refusal of refused) {
    const [pair = '', code] = refusal.split(': ')
    const [first, second] = pair.split(' then ')
    assert.equal(code, first === second ? 'LAB_ALREADY_BROKEN' : 'LAB_NOTHING_TO_BREAK', refusal)
  }
  assert.ok(refused.has('published-missing then key: LAB_NOTHING_TO_BREAK'))
  assert.ok(!refused.has('smtp then key: LAB_NOTHING_TO_BREAK'), 'two causes can be made at once')
})
