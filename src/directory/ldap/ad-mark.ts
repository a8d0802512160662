/**
 * How far a domain controller was followed, as it is kept as the cookie of a source: which question it was, which database
 * answered it and how many changes that had made, and the cookie of DirSync where there is one.
 */
import { createHash } from 'node:crypto'
import type { LdapSettings } from '../../model/configuration.ts'
import { filterOf } from './mapping.ts'

export interface AdMark {
  readonly invocationId: string
  readonly usn: number
  readonly cookie: Buffer | undefined
}

const FORM = /^ad-([0-9a-f]{16}):([0-9a-f]+):(\d{1,15}):([A-Za-z0-9+/=]*)$/

function questionOf({ base, mapping, filter }: LdapSettings): string {
  const question = JSON.stringify([base.toLowerCase(), filterOf(mapping, filter)])
  return createHash('sha256').update(question).digest('hex').slice(0, 16)
}

export function writeMark(settings: LdapSettings, { invocationId, usn, cookie }: AdMark): string {
  return `ad-${questionOf(settings)}:${invocationId}:${String(usn)}:${cookie?.toString('base64') ?? ''}`
}

/** Undefined for what another question, or another source, has left. */
export function readMark(settings: LdapSettings, text: string | undefined): AdMark | undefined {
  const [, question, invocationId = '', usn = '', cookie = ''] = FORM.exec(text ?? '') ?? []
  if (question !== questionOf(settings)) return undefined
  return { invocationId, usn: Number(usn), cookie: cookie === '' ? undefined : Buffer.from(cookie, 'base64') }
}
