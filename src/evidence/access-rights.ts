/** Which of Windows' many spellings of a right let an account read a file, and what a whole list of entries comes to. */
import type { AccessEntry } from './observation.ts'

/** Of icacls, cacls and SDDL: full, modify, read and execute, read, change, generic, read data. */
const READING = new Set(['F', 'M', 'RX', 'R', 'C', 'GR', 'GA', 'RD', 'FA', 'FR', 'CC', 'MA', 'KA'])

/** Names of .NET and of the Windows headers. */
const READING_NAMES =
  /^(?:FullControl|Modify|ReadAndExecute|Read|ReadData|ListDirectory|GenericAll|GenericRead|FILE_ALL_ACCESS|FILE_READ_DATA|FILE_GENERIC_READ|GENERIC_READ|GENERIC_ALL|FILE_LIST_DIRECTORY)$/i

const FILE_READ_DATA = 0x1
const GENERIC_READ = 0x8000_0000
const GENERIC_ALL = 0x1000_0000

/** `R`, `RX,W`, `Rc,S,RD`. */
export function isReadingLetter(letters: string): boolean {
  return letters.split(',').some((letter) => READING.has(letter.trim().toUpperCase()))
}

/** `Read, Synchronize`; a number is the mask itself. */
export function isReadingName(names: string): boolean {
  return names.split(',').some((name) => {
    const trimmed = name.trim()
    return /^-?\d+$/.test(trimmed) ? isReadingMask(Number(trimmed)) : READING_NAMES.test(trimmed)
  })
}

export function isReadingMask(mask: number): boolean {
  // Masks of 32 bits may be printed as negative numbers.
  const bits = mask >>> 0
  return (bits & FILE_READ_DATA) !== 0 || (bits & GENERIC_READ) !== 0 || (bits & GENERIC_ALL) !== 0
}

/**
 * Whether somebody with these SIDs may read, in the order Windows asks: denied here, granted here, denied above, granted above.
 * `unknown` when a name that was not understood might decide.
 */
export function mayRead(entries: readonly AccessEntry[], token: ReadonlySet<string>): boolean | 'unknown' {
  const asked = entries.filter(({ canRead, isInheritOnly }) => canRead && !isInheritOnly)
  for (const isInherited of [false, true]) {
    const here = asked.filter((entry) => entry.isInherited === isInherited)
    const denied = here.filter(({ allows }) => !allows)
    if (denied.some(({ sid }) => sid !== undefined && token.has(sid))) return false
    if (denied.some(isUnclear)) return 'unknown'
    if (here.some(({ allows, sid }) => allows && sid !== undefined && token.has(sid))) return true
  }
  return asked.some((entry) => entry.allows && isUnclear(entry)) ? 'unknown' : false
}

/** A name that is neither known nor of a domain: it may be one of the well-known ones in a language nobody wrote down. */
function isUnclear({ sid, account }: AccessEntry): boolean {
  return sid === undefined && (!account.includes('\\') || /[^ -~]|\?/.test(account))
}
