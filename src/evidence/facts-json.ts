/**
 * Facts that `hubtrust facts` has written, here or on another machine. Nothing of the file is believed before its whole
 * shape was checked: what is not as it should be is refused with its place, what is more than known is left out.
 */
import * as v from 'valibot'
import { failure, reasonOf } from '../core/errors.ts'
import { FACTS_SCHEMA, type Facts } from '../model/facts.ts'
import { FACTS } from './facts-schema.ts'
import { placeInJson } from './json-place.ts'

export const FACTS_BYTES_MAX = 64 * 1024 * 1024

const FAMILY = 'hubtrust.facts/'

/**
 * @param path named in errors
 * @throws HubtrustError EVIDENCE_TOO_LARGE, EVIDENCE_NOT_JSON, EVIDENCE_NOT_FACTS, EVIDENCE_OTHER_SCHEMA
 */
export function readFactsJson(bytes: Uint8Array, path: string): Facts {
  if (bytes.length > FACTS_BYTES_MAX) throw failure('EVIDENCE_TOO_LARGE', { path, bytesMax: FACTS_BYTES_MAX })
  const text = decoded(bytes, path)
  const value = readJson(text, path)
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined
  if (typeof schema === 'string' && schema.startsWith(FAMILY) && schema !== FACTS_SCHEMA)
    throw failure('EVIDENCE_OTHER_SCHEMA', { path, found: schema, known: FACTS_SCHEMA })
  const read = v.safeParse(FACTS, value, { abortEarly: true })
  if (read.success) return read.output
  const [issue] = read.issues
  throw failure('EVIDENCE_NOT_FACTS', {
    path,
    ...placeInJson(
      text,
      (issue.path ?? []).map(({ key }) => key),
    ),
    where: v.getDotPath(issue) ?? '.',
    expected: issue.expected ?? issue.message,
    found: issue.received,
  })
}

/** @throws HubtrustError EVIDENCE_NOT_JSON with line and column */
export function readJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw failure('EVIDENCE_NOT_JSON', { path, ...placeInJson(text), reason: reasonOf(error) }, error)
  }
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw failure('EVIDENCE_NOT_JSON', { path, line: 1, column: 1, reason: reasonOf(error) }, error)
  }
}
