/** The set of checks: what the tables promise and what the checks do is the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Text } from '../../src/core/text.ts'
import { CHECKS } from '../../src/doctor/catalog.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { MissingSection, View } from '../../src/doctor/view.ts'
import { EXCHANGE_ONLY_REMEDIES } from '../../src/doctor/exchange.ts'
import { PLANNERS } from '../../src/doctor/plan.ts'
import { EXCHANGE_EVENT_IDS } from '../../src/model/exchange.ts'
import { EVENTS } from '../../src/model/events.ts'
import { SECTIONS, unknown, type Facts, type SectionName } from '../../src/model/facts.ts'
import { findingTitle, findingWhy, remedyText } from '../../src/model/finding-text.ts'
import { entryOf, FINDING_IDS, isFindingId, type Finding, type FindingId } from '../../src/model/finding.ts'
import { SEVERITIES } from '../../src/model/finding/entry.ts'
import { isRemedyId, REMEDIES } from '../../src/model/remedies.ts'
import type { RemedyEntry } from '../../src/model/remedy/entry.ts'
import { facts } from './facts.ts'
import { EXCHANGE_GRID } from './grid-exchange.ts'
import { OWN_GRID } from './grid-own.ts'
import { SURROUNDINGS_GRID } from './grid-surroundings.ts'

const GRID = [...OWN_GRID, ...SURROUNDINGS_GRID, ...EXCHANGE_GRID]

interface Found {
  readonly title: string
  readonly finding: Finding
  /** Everything found with it. */
  readonly all: readonly Finding[]
}

/** Looked for when it is asked for: a table that is wrong must not keep the tests of the table from saying so. */
function found(): readonly Found[] {
  return GRID.flatMap(({ title, facts }) => {
    const { findings } = diagnose(facts)
    return findings.map((finding) => ({ title, finding, all: findings }))
  })
}

const REMEDY_ENTRIES: readonly (readonly [string, RemedyEntry])[] = Object.entries(REMEDIES)

test('every finding of the table has one check, in the same order', () => {
  assert.deepEqual(
    CHECKS.map(({ id }) => id),
    FINDING_IDS,
  )
})

test('every check fires somewhere in the grids', () => {
  const fired = new Set(found().map(({ finding }) => finding.id))
  assert.deepEqual(
    CHECKS.map(({ id }) => id).filter((id) => !fired.has(id)),
    [],
  )
})

test('the titles of the grids tell every line from the others', () => {
  const titles = GRID.map(({ title }) => title)
  assert.deepEqual(
    titles.filter((title, at) => titles.indexOf(title) !== at),
    [],
  )
})

test('what a finding explains or depends on exists', () => {
  const events = new Set([...Object.keys(EVENTS), ...EXCHANGE_EVENT_IDS.map(String)])
  const isKnown = (id: string) => isFindingId(id) || (id.startsWith('event.') && events.has(id.slice('event.'.length)))
  const unknown = FINDING_IDS.flatMap((id) => {
    const { explains, dependsOn } = entryOf(id)
    return [...explains.filter((one) => !isKnown(one)), ...dependsOn.filter((one) => !isFindingId(one))].map(
      (one) => `${id}: ${one}`,
    )
  })
  assert.deepEqual(unknown, [])
})

test('no cause is a consequence of its own consequences', () => {
  const consequencesOf = (id: FindingId) =>
    FINDING_IDS.filter((other) => entryOf(id).explains.includes(other) || entryOf(other).dependsOn.includes(id))
  const circles: string[] = []
  const visit = (id: FindingId, trail: readonly FindingId[]): void => {
    if (trail.includes(id)) circles.push([...trail, id].join(' > '))
    else for (const next of consequencesOf(id)) visit(next, [...trail, id])
  }
  for (const id of FINDING_IDS) visit(id, [])
  assert.deepEqual(circles, [])
})

test('no consequence is graver than its cause', () => {
  const graver = found().flatMap(({ title, finding, all }) => {
    const cause = all.find(({ key }) => key === finding.causedBy)
    const isGraver = cause !== undefined && SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf(cause.severity)
    return isGraver ? [`${title}: ${finding.id} (${finding.severity}) > ${cause.id} (${cause.severity})`] : []
  })
  assert.deepEqual(graver, [])
})

test('every finding has remedies, and they exist', () => {
  const bad = FINDING_IDS.flatMap((id) => {
    const { remedies } = entryOf(id)
    const missing = remedies.filter((remedy) => !isRemedyId(remedy))
    return remedies.length === 0 ? [`${id}: none`] : missing.map((remedy) => `${id}: ${remedy}`)
  })
  assert.deepEqual(bad, [])
})

test('every remedy is one of a finding, verifies findings, and says what to do', () => {
  const named: readonly string[] = FINDING_IDS.flatMap((id) => [...entryOf(id).remedies])
  const proposed = new Set([...named, ...EXCHANGE_ONLY_REMEDIES])
  const bad = REMEDY_ENTRIES.flatMap(([id, { verify, commands, prose }]) => [
    ...(proposed.has(id) ? [] : [`${id}: of no finding`]),
    ...verify.filter((one) => !isFindingId(one)).map((one) => `${id}: ${one}`),
    ...(commands.length === 0 && prose === undefined ? [`${id}: says nothing`] : []),
  ])
  assert.deepEqual(bad, [])
})

test('a remedy that runs by itself has commands and findings that must be gone', () => {
  const bad = REMEDY_ENTRIES.filter(
    ([, { automatic, commands, verify }]) => automatic && (commands.length === 0 || verify.length === 0),
  )
  assert.deepEqual(
    bad.map(([id]) => id),
    [],
  )
})

test('what is said to be repaired has a planner, and no planner is for anything else', () => {
  const promised = REMEDY_ENTRIES.filter(([, { automatic, onRequest }]) => automatic || onRequest === true)
  assert.deepEqual(Object.keys(PLANNERS).toSorted(), promised.map(([id]) => id).toSorted())
  assert.ok(REMEDY_ENTRIES.every(([, { automatic, onRequest }]) => !(automatic && onRequest === true)))
})

test('a check reads the sections its finding needs, and no other one', () => {
  const read = new Map(CHECKS.map(({ id }) => [id, new Set<SectionName>()]))
  for (const { facts } of GRID) {
    for (const asked of [facts, withoutServer(facts)]) {
      const view = new View(asked)
      for (const check of CHECKS) {
        view.forgetReading()
        runQuietly(() => check.run(view))
        for (const section of view.sectionsRead) read.get(check.id)?.add(section)
      }
    }
  }
  const listed = (sections: Iterable<string>) => [...sections].sort().join(' ')
  const differing = [...read].map(([id, sections]) => [id, listed(sections), listed(entryOf(id).needs)] as const)
  assert.deepEqual(
    differing.filter(([, reads, needs]) => reads !== needs).map(([id, reads]) => `${id}: ${reads}`),
    [],
  )
})

/** Then the name is the one of the configuration. */
function withoutServer({ server, ...rest }: Facts): Facts {
  assert.ok(server === undefined || server !== '')
  return rest
}

function runQuietly(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof MissingSection)) throw error
  }
}

test('no check breaks', () => {
  for (const { title, facts } of GRID) {
    const broken = diagnose(facts).checks.filter(({ state }) => state === 'error')
    assert.deepEqual(broken, [], title)
  }
})

test('of what nobody could look at nothing is claimed', () => {
  const blind = Object.fromEntries(SECTIONS.map((section) => [section, unknown('no-answer', '-')]))
  const { checks, findings, verdict, exitCode } = diagnose({ ...facts(), ...blind })
  assert.deepEqual({ findings, verdict, exitCode }, { findings: [], verdict: 'unknown', exitCode: 3 })
  assert.deepEqual(
    checks.filter(({ state }) => state !== 'not-run' && state !== 'not-applicable').map(({ id }) => id),
    [],
  )
})

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

function holesOf(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name ?? ''))].sort()
}

test('every text is there in both languages, with the same holes', () => {
  const ofFindings = FINDING_IDS.flatMap((id): readonly (readonly [string, Text])[] => {
    const { claim, title, why } = entryOf(id)
    return [
      [`${id} claim`, claim],
      [`${id} title`, title],
      [`${id} why`, why],
    ]
  })
  const ofRemedies = REMEDY_ENTRIES.flatMap(([id, { title, prose }]): readonly (readonly [string, Text])[] => [
    [`${id} title`, title],
    ...(prose === undefined ? [] : [[`${id} prose`, prose] as const]),
  ])
  const flaws = [...ofFindings, ...ofRemedies].flatMap(([name, { en, ja }]) => [
    ...(holesOf(ja).join() === holesOf(en).join() ? [] : [`${name}: holes differ`]),
    ...(JAPANESE.test(ja) && !JAPANESE.test(en) ? [] : [`${name}: the languages are mixed up`]),
    ...(/[\uff10-\uff19]/.test(ja) ? [`${name}: full-width digits`] : []),
  ])
  assert.deepEqual(flaws, [])
})

test('a claim has no holes: it is said of what is healthy', () => {
  for (const id of FINDING_IDS) assert.deepEqual(holesOf(entryOf(id).claim.en), [], id)
})

test('every finding says its facts, in both languages', () => {
  const silent = found().flatMap(({ title, finding }) => {
    const texts = (['en', 'ja'] as const).flatMap((lang) => [findingTitle(finding, lang), findingWhy(finding, lang)])
    return texts.flatMap(holesOf).map((hole) => `${title}: ${finding.id}: ${hole}`)
  })
  assert.deepEqual(silent, [])
})

test('every hole of a remedy is a fact of its finding, or something everybody knows to fill in', () => {
  const open = found().flatMap(({ title, finding }) =>
    finding.remedies.flatMap((remedy) => {
      const text = remedyText(remedy, 'en')
      const left = [text.title, text.prose ?? '', ...text.commands, ...text.undo].flatMap(holesOf)
      return left.map((hole) => `${title}: ${finding.id}: ${remedy.id}: ${hole}`)
    }),
  )
  assert.deepEqual(open, [])
})

test('every finding shows where it was seen', () => {
  const silent = found().filter(({ finding }) => finding.evidence.length === 0)
  assert.deepEqual(
    silent.map(({ title, finding }) => `${title}: ${finding.id}`),
    [],
  )
})
