/** The copy of a directory that is elsewhere: random histories beside a plain model, and what is held. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { stillClock } from '../../src/core/clock.ts'
import { openCopy, type Copy, type Settled } from '../../src/directory/copy.ts'
import { openEmbeddedDirectory } from '../../src/directory/embedded.ts'
import type { SourceStep } from '../../src/directory/source.ts'
import type { GuardSettings } from '../../src/model/configuration.ts'
import { folderOf } from './ground.ts'
import { CA, CERTIFICATES, GARBAGE, idOf, toldOf, trustIn, trustOf, type ModelEntry } from './model-source.ts'

const GUARD: GuardSettings = { shareMax: 0.2, countMin: 3 }
const MINUTE_MS = 60_000
const ALL = [...CERTIFICATES, ...GARBAGE, CA]

function newCopy(t: TestContext, guard: GuardSettings = GUARD) {
  const path = join(folderOf(t), 'directory.sqlite')
  const clock = stillClock('2026-06-01T00:00:00.000Z')
  const open = (identity = 'here'): Copy => openCopy({ path, clock, guard, identity })
  const trusted = () => {
    const reader = openEmbeddedDirectory({ path, clock })
    const found = trustIn(reader.trustEntries())
    reader.close()
    return found
  }
  return { path, clock, open, trusted }
}

function tell(copy: Copy, steps: readonly SourceStep[]): Settled | undefined {
  let last: Settled | undefined
  for (const step of steps) last = copy.apply(step) ?? last
  return last
}

const wholeOf = (entries: Iterable<ModelEntry>, cookie = 'c'): readonly SourceStep[] => [
  ...[...entries].map((entry) => toldOf(entry, 0)),
  { kind: 'settled', isWhole: true, cookie },
]

const serverAt = (id: number): ModelEntry => ({
  ...{ id, name: `hub${String(id)}.corp.example`, enabled: true },
  certificates: CERTIFICATES.slice(id, id + 1),
})
const FLEET = Array.from({ length: 10 }, (_, at) => serverAt(at))

const entryArbitrary = fc.record({
  id: fc.nat(11),
  name: fc.oneof(
    { weight: 8, arbitrary: fc.nat(9).map((at) => `Hub${String(at)}.corp.example`) },
    { weight: 1, arbitrary: fc.constantFrom('', 'hub', 'no name', '..') },
  ),
  enabled: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  certificates: fc.array(fc.constantFrom(...ALL), { maxLength: 3 }),
})

const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), entry: entryArbitrary }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), id: fc.nat(11) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), isAll: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), after: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), isForgotten: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refresh' as const), isPresent: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const) }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** What stands beside the copy: the directory itself, what the copy was told of it, and what was held. */
class History {
  readonly #ground: ReturnType<typeof newCopy>
  readonly #directory = new Map<number, ModelEntry>()
  copy: Copy
  #stamp = 0
  #question = 0

  constructor(ground: ReturnType<typeof newCopy>) {
    this.#ground = ground
    this.copy = ground.open('question 0')
    for (const entry of FLEET) this.#directory.set(entry.id, entry)
    this.#settled(tell(this.copy, wholeOf(this.#directory.values())))
  }

  live(one: Happening): void {
    if (one.kind === 'put') {
      this.#directory.set(one.entry.id, one.entry)
      this.#stamp += 1
      this.#settled(tell(this.copy, [toldOf(one.entry, this.#stamp), { kind: 'settled', isWhole: false }]))
    } else if (one.kind === 'remove') {
      this.#directory.delete(one.id)
      this.#settled(
        tell(this.copy, [
          { kind: 'gone', ids: [idOf(one.id)] },
          { kind: 'settled', isWhole: false },
        ]),
      )
    } else if (one.kind === 'lose') {
      for (const id of [...this.#directory.keys()].slice(one.isAll ? 0 : 2)) this.#directory.delete(id)
      this.refresh(false)
    } else if (one.kind === 'cut') this.#cut(one.after)
    else if (one.kind === 'restart') this.#restart(one.isForgotten)
    else if (one.kind === 'refresh') this.refresh(one.isPresent)
    else this.#ground.clock.advance(2 * MINUTE_MS)
  }

  /** A pass that ends before it settled: nobody is gone because of it. */
  #cut(after: number): void {
    const before = this.#ground.trusted()
    tell(this.copy, wholeOf(this.#directory.values()).slice(0, Math.min(after, this.#directory.size)))
    this.copy.abandon()
    assert.deepEqual(this.#ground.trusted(), before, 'everything it could name was known already')
  }

  #restart(isForgotten: boolean): void {
    tell(this.copy, wholeOf(this.#directory.values()).slice(0, 1))
    this.copy.close()
    if (isForgotten) this.#question += 1
    this.copy = this.#ground.open(`question ${String(this.#question)}`)
    if (isForgotten) assert.equal(this.copy.cookie, undefined)
  }

  refresh(isPresent: boolean): void {
    const entries = [...this.#directory.values()]
    const [first, ...rest] = entries
    const steps: readonly SourceStep[] = isPresent
      ? [
          ...(first === undefined ? [] : [toldOf(first, 1)]),
          { kind: 'present', ids: rest.map(({ id }) => idOf(id)) },
          { kind: 'settled', isWhole: true, cookie: 'later' },
        ]
      : wholeOf(entries)
    this.#settled(tell(this.copy, steps))
  }

  confirmAll(): void {
    this.#settled(this.copy.confirm(this.copy.holds().map(({ name }) => name)))
  }

  get wanted() {
    return trustOf(this.#directory.values())
  }

  /** Nobody that is published is refused; whoever is trusted against the directory is held, and the hold says why. */
  #settled(settled: Settled | undefined): void {
    assert.ok(settled !== undefined)
    assert.equal(settled.isMissing, false)
    const { wanted } = this
    const holds = new Map(this.copy.holds().map((hold) => [hold.name, hold]))
    const found = this.#ground.trusted()
    for (const [name, digests] of wanted) if (digests.length > 0) assert.deepEqual(found.get(name), digests, name)
    for (const [name, digests] of found) {
      if (digests.length === 0) continue
      if ((wanted.get(name)?.length ?? 0) > 0) continue
      const hold = holds.get(name)
      assert.ok(hold !== undefined, `${name} is trusted without anybody saying so`)
      assert.ok(hold.cause.length > 0 && hold.reason.length > 0 && hold.at.length > 0)
    }
    for (const name of holds.keys()) assert.ok((found.get(name)?.length ?? 0) > 0, `${name} is held for nothing`)
  }
}

test('whatever happens to the directory, the copy is as it says once it is told everything', (t) => {
  fc.assert(
    fc.property(fc.array(happening, { minLength: 5, maxLength: 25 }), (happenings) => {
      const ground = newCopy(t)
      const history = new History(ground)
      for (const one of happenings) history.live(one)
      history.refresh(false)
      history.confirmAll()
      assert.deepEqual(ground.trusted(), history.wanted)
      assert.deepEqual(history.copy.holds(), [])
      history.copy.close()
    }),
    { numRuns: Number(process.env['HUBTRUST_HISTORIES'] ?? 200) },
  )
})

test('one withdrawal is in force at once, and so are a few; more than the share at once are held, and new ones are not', (t) => {
  const { open, trusted, clock } = newCopy(t)
  const copy = open()
  tell(copy, wholeOf(FLEET))
  assert.deepEqual([copy.isSettled, copy.cookie, copy.asOfMs], [true, 'c', clock.nowMs()])
  const gone = (...ids: number[]): readonly SourceStep[] => [
    { kind: 'gone', ids: ids.map(idOf) },
    { kind: 'settled', isWhole: false },
  ]
  const first = tell(copy, gone(0))
  assert.deepEqual([first?.lost, first?.held], [['hub0.corp.example'], []])
  assert.equal(trusted().size, 9)
  clock.advance(2 * MINUTE_MS)
  const many = tell(copy, [toldOf(serverAt(20), 1), ...gone(1, 2, 3, 4, 5)])
  assert.deepEqual(
    many?.held.map(({ name, cause, reason, origins }) => [name, cause, reason, origins]),
    [...[1, 2, 3, 4, 5].map((id) => [`hub${String(id)}.corp.example`, 'gone', 'share', [idOf(id)]])],
  )
  assert.deepEqual(many.lost, [])
  assert.equal(trusted().size, 10, 'the new one is there')
  copy.close()
  const again = open()
  assert.equal(again.holds().length, 5, 'a restart forgets nothing')
  again.confirm(['hub1.corp.example', 'hub2.corp.example', 'hub9.corp.example'])
  assert.deepEqual([again.holds().length, trusted().size], [3, 8])
  tell(again, wholeOf([...FLEET.slice(3), serverAt(20)]))
  assert.deepEqual([again.holds(), trusted().size], [[], 8], 'the directory has them again')
  again.close()
})

test('told one by one within a minute it is a mass deletion all the same', (t) => {
  const { open, trusted } = newCopy(t)
  const copy = open()
  tell(copy, wholeOf(FLEET))
  for (const { id } of FLEET)
    tell(copy, [
      { kind: 'gone', ids: [idOf(id)] },
      { kind: 'settled', isWhole: false },
    ])
  assert.deepEqual([copy.holds().length, trusted().size], [7, 7])
  copy.close()
})

test('an empty answer is held however small the fleet is, and so is one that shows no certificates', (t) => {
  for (const answer of [[], FLEET.slice(0, 2).map((entry) => ({ ...entry, certificates: [] }))]) {
    const { open, trusted } = newCopy(t)
    const copy = open()
    tell(copy, wholeOf(FLEET.slice(0, 2)))
    const settled = tell(copy, wholeOf(answer))
    assert.deepEqual(
      settled?.held.map(({ cause, reason }) => [cause, reason]),
      [...[0, 1].map(() => [answer.length === 0 ? 'gone' : 'no-certificate', 'everybody'])],
    )
    assert.equal(trusted().size, 2)
    copy.close()
  }
})

test('what is refused is told once, names its place, and keeps nobody else out', (t) => {
  const { open, trusted } = newCopy(t)
  const copy = open()
  const [shared] = CERTIFICATES
  assert.ok(shared !== undefined && GARBAGE[0] !== undefined)
  const odd: readonly ModelEntry[] = [
    { ...serverAt(1), certificates: [shared, ...serverAt(1).certificates] },
    { ...serverAt(2), certificates: [shared, GARBAGE[0], CA] },
    { ...serverAt(3), name: 'HUB1.corp.example' },
    { ...serverAt(4), name: 'nowhere' },
    serverAt(5),
  ]
  const settled = tell(copy, wholeOf(odd))
  assert.deepEqual(settled?.refused.map(({ reason, place, other }) => `${reason} ${place} ${other}`).sort(), [
    'ca cn=2,ou=servers ',
    'name cn=4,ou=servers ',
    'same-name cn=3,ou=servers cn=1,ou=servers',
    'two-servers cn=1,ou=servers hub2.corp.example',
    'two-servers cn=2,ou=servers hub1.corp.example',
    'unreadable cn=2,ou=servers ',
  ])
  assert.deepEqual(trusted(), trustOf(odd))
  assert.deepEqual(tell(copy, wholeOf(odd))?.refused, [])
  assert.equal(copy.refusalCount(), copy.refusals(100).length)
  copy.close()
})

test('a source that counts on entries which are not here has to tell everything anew', (t) => {
  const { open } = newCopy(t)
  const copy = open()
  tell(copy, wholeOf(FLEET))
  const settled = tell(copy, [
    { kind: 'present', ids: [...FLEET.map(({ id }) => idOf(id)), idOf(99)] },
    { kind: 'settled', isWhole: true, cookie: 'later' },
  ])
  assert.deepEqual([settled?.isMissing, copy.cookie], [true, undefined])
  copy.close()
})

test('a server under another name keeps its certificate without a gap, and a lost connection keeps what was named', (t) => {
  const { open, trusted } = newCopy(t)
  const copy = open()
  tell(copy, wholeOf(FLEET))
  const renamed = FLEET.map((entry) => ({ ...entry, name: `mx${String(entry.id)}.corp.example` }))
  assert.deepEqual(tell(copy, wholeOf(renamed))?.held, [])
  assert.deepEqual(trusted(), trustOf(renamed))
  tell(copy, [toldOf(serverAt(20), 1), { kind: 'gone', ids: [idOf(0)] }])
  assert.deepEqual(copy.abandon()?.lost, [])
  assert.deepEqual(trusted(), trustOf([...renamed, serverAt(20)]))
  assert.equal(copy.cookie, 'c')
  const one = tell(copy, [
    { kind: 'gone', ids: [idOf(0)] },
    { kind: 'settled', isWhole: false },
  ])
  assert.deepEqual([one?.lost, one?.held], [['mx0.corp.example'], []], 'renaming is not losing')
  copy.close()
})
