/** Asking the gateway: JSON in, a value its schema has checked out. */
import * as v from 'valibot'
import type { Lang } from '../../../src/core/text.ts'
import { ProblemError, readProblem, STRANGE, UNREACHABLE } from './problem.ts'

type Schema = v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>
export type AnswerOf<S extends Schema> = v.InferOutput<S>

export interface Asking {
  readonly lang: Lang
  readonly signal?: AbortSignal
}

export interface Change {
  readonly lang: Lang
  readonly method?: 'POST' | 'DELETE'
  /** Sent as JSON; a FormData goes as it is. */
  readonly body?: unknown
}

const API = '/api/v1'
/** Against forged changes: known after sign-in, sent with every change. */
const token = { csrf: '' }
const CSRF_HEADER = 'x-hubtrust-csrf'

export function rememberToken(csrf: string): void {
  token.csrf = csrf
}

/** The path of a download or an event source, with the language it is wanted in. */
export function addressOf(path: string, lang: Lang): string {
  return `${API}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`
}

async function send(path: string, lang: Lang, options: RequestInit): Promise<Response> {
  try {
    return await fetch(addressOf(path, lang), { credentials: 'same-origin', cache: 'no-store', ...options })
  } catch (error) {
    if (options.signal?.aborted === true) throw error
    throw new ProblemError({ status: 0, code: UNREACHABLE, title: '' })
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  try {
    return await response.json()
  } catch {
    return undefined
  }
}

async function read<S extends Schema>(response: Response, schema: S): Promise<AnswerOf<S>> {
  const body = await jsonOf(response)
  if (!response.ok) throw new ProblemError(readProblem(response.status, body))
  const { success, output, issues } = v.safeParse(schema, body)
  if (success) return output
  const [issue] = issues
  const place = `${new URL(response.url).pathname} ${v.getDotPath(issue) ?? ''}`.trim()
  throw new ProblemError({ status: response.status, code: STRANGE, title: place, cause: issue.message })
}

/** @throws ProblemError */
export async function get<S extends Schema>(path: string, schema: S, { lang, signal }: Asking): Promise<AnswerOf<S>> {
  return read(await send(path, lang, signal === undefined ? {} : { signal }), schema)
}

/** @throws ProblemError */
export async function change<S extends Schema>(path: string, schema: S, options: Change): Promise<AnswerOf<S>> {
  const { lang, method = 'POST', body } = options
  const isForm = body instanceof FormData
  const headers = { [CSRF_HEADER]: token.csrf, ...(isForm ? {} : { 'content-type': 'application/json' }) }
  const content = isForm ? body : JSON.stringify(body ?? {})
  return read(await send(path, lang, { method, headers, body: content }), schema)
}
