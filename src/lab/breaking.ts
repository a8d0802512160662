/** Breaking and repairing a running lab: what is broken is in its journal, with the steps that bring it back. */
import { failure } from '../core/errors.ts'
import type { FindingId } from '../model/finding.ts'
import { breakageOf, type Breakage } from './breakage.ts'
import type { Site } from './site.ts'
import { readJournal, takeSteps, thingOf, writeJournal, type Journal, type Step } from './undo.ts'

/**
 * The undo is on disk before anything changes; a step that cannot be taken takes the others back.
 *
 * @throws HubtrustError LAB_ALREADY_BROKEN, LAB_PROGRAM_MISSING
 */
export function breakIt(site: Site, { cause, short, plan }: Breakage): void {
  const journal = readJournal(site.root)
  if (journal.some((entry) => entry.short === short)) throw failure('LAB_ALREADY_BROKEN', { cause, root: site.root })
  const { steps, undo } = plan(site)
  writeJournal(site.root, [...journal, { short, undo: [...undo] }])
  try {
    takeSteps(site, steps)
  } catch (error) {
    takeBack(site, undo)
    writeJournal(site.root, journal)
    throw error
  }
}

/** Not every step was taken, so not every one can be taken back. */
function takeBack(site: Site, undo: readonly Step[]): void {
  for (const step of undo) {
    try {
      takeSteps(site, [step])
    } catch {
      // What it would undo has not happened; why it has not is told.
    }
  }
}

/**
 * Repairs one cause, or everything, latest first. What was broken later on the same certificate or entry is repaired with
 * it: it stands on what is taken away. Says what was repaired.
 */
export function repair(site: Site, breakage: Breakage | undefined): readonly FindingId[] {
  const journal = readJournal(site.root)
  const chosen = breakage === undefined ? journal : withDependents(journal, breakage.short)
  for (const { undo } of chosen.toReversed()) takeSteps(site, undo)
  writeJournal(
    site.root,
    journal.filter((entry) => !chosen.includes(entry)),
  )
  return chosen.toReversed().map(({ short }) => breakageOf(short).cause)
}

function withDependents(journal: Journal, short: string): Journal {
  const from = journal.findIndex((entry) => entry.short === short)
  if (from < 0) return []
  const touched = new Set<string>()
  return journal.slice(from).filter((entry) => {
    const things = entry.undo.map(thingOf)
    if (entry.short !== short && !things.some((thing) => touched.has(thing))) return false
    for (const thing of things) touched.add(thing)
    return true
  })
}
