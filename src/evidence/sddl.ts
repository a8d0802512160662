/** Security descriptors in SDDL (`O:SYG:SYD:PAI(A;;FA;;;SY)(A;;FR;;;NS)`): the one form that no language changes. */
import { isReadingMask } from './access-rights.ts'
import type { AccessEntry } from './observation.ts'

const ALIASES: Readonly<Record<string, string>> = {
  NS: 'S-1-5-20',
  LS: 'S-1-5-19',
  SY: 'S-1-5-18',
  BA: 'S-1-5-32-544',
  BU: 'S-1-5-32-545',
  BG: 'S-1-5-32-546',
  PU: 'S-1-5-32-547',
  BO: 'S-1-5-32-551',
  AU: 'S-1-5-11',
  WD: 'S-1-1-0',
  CO: 'S-1-3-0',
  SU: 'S-1-5-6',
  IU: 'S-1-5-4',
  NU: 'S-1-5-2',
  AN: 'S-1-5-7',
  ED: 'S-1-5-9',
}

/** Two letters each. */
const READING_RIGHTS = new Set(['GA', 'GR', 'FA', 'FR', 'CC'])

export const SDDL = /^(?:O:[\w-]+)?(?:G:[\w-]+)?D:[A-Z_]*(?:\([^()]*\))*/

export interface ReadSddl {
  /** SID, or an alias that belongs to a domain. */
  readonly owner?: string
  readonly entries: readonly AccessEntry[]
}

/** Undefined: no descriptor. A descriptor that was cut off gives the entries that are whole. */
export function readSddl(text: string): ReadSddl | undefined {
  const trimmed = text.trim()
  if (!SDDL.test(trimmed)) return undefined
  const owner = /^O:(S-1-[\d-]+|[A-Z]{2})/.exec(trimmed)?.[1]
  const dacl = /D:[A-Z_]*((?:\([^()]*\))*)/.exec(trimmed)?.[1] ?? ''
  const entries = [...dacl.matchAll(/\(([^()]*)\)/g)].flatMap(([, ace = '']) => entryOf(ace) ?? [])
  return { ...(owner === undefined ? {} : { owner: ALIASES[owner] ?? owner }), entries }
}

/** `type;flags;rights;object;inherited object;SID`. */
function entryOf(ace: string): AccessEntry | undefined {
  const [type = '', flags = '', rights = '', , , account = ''] = ace.split(';')
  if (type !== 'A' && type !== 'D') return undefined
  const sid = account.startsWith('S-1-') ? account : ALIASES[account]
  const marks: readonly string[] = flags.match(/../g) ?? []
  return {
    ...(sid === undefined ? {} : { sid }),
    account,
    allows: type === 'A',
    canRead: canRead(rights),
    isInherited: marks.includes('ID'),
    isInheritOnly: marks.includes('IO'),
  }
}

function canRead(rights: string): boolean {
  if (/^0x[0-9a-f]{1,8}$/i.test(rights)) return isReadingMask(Number.parseInt(rights, 16))
  return (rights.match(/../g) ?? []).some((right) => READING_RIGHTS.has(right))
}
