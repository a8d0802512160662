/** A section of the facts by itself: what goes wrong in one is its answer, and none of the others' business. */
import { HubtrustError, reasonOf, systemCode } from '../core/errors.ts'
import { currentAccount } from '../disk/accounts.ts'
import { unknown, type Section } from '../model/facts.ts'

export async function sectionOf<T>(look: () => Section<T> | Promise<Section<T>>): Promise<Section<T>> {
  try {
    return await look()
  } catch (error) {
    return unseen(error)
  }
}

/** Why something could not be seen: for want of a right, which root has, or because of what it is. */
export function unseen<T>(error: unknown): Section<T> {
  const detail = error instanceof HubtrustError ? error.message : reasonOf(error)
  return unknown(isDenied(error) && !isRoot() ? 'needs-root' : 'unreadable', detail)
}

/** What a section holds, for sections that build on it. */
export function valueOf<T>(section: Section<T>): T | undefined {
  return section.state === 'known' ? section.value : undefined
}

export function isRoot(): boolean {
  return currentAccount().uid === 0
}

function isDenied(error: unknown): boolean {
  const code = systemCode(error)
  if (code === 'EACCES' || code === 'EPERM') return true
  return error instanceof Error && error.cause !== undefined && isDenied(error.cause)
}
