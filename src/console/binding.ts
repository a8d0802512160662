/** A route with the function that answers it, and the checks in between. */
import * as v from 'valibot'
import { failure } from '../core/errors.ts'
import type { Lang } from '../core/text.ts'
import type { HttpAnswer, HttpRequest } from '../net/http.ts'
import type { Route } from './contract/routes.ts'
import type { Visitor } from './sessions.ts'

const BODY_BYTES_MAX = 3 * 1024 * 1024

/** What a question is about, checked. */
export interface Asked<P, Q, B> {
  readonly place: P
  readonly query: Q
  readonly body: B
  readonly lang: Lang
  readonly request: HttpRequest
  /** Undefined only on public routes. */
  readonly visitor: Visitor | undefined
}

type Parts = Readonly<Record<string, unknown>>

type TypedRoute<P, Q, B> = Omit<Route, 'place' | 'query' | 'body'> & {
  readonly place?: v.GenericSchema<unknown, P>
  readonly query?: v.GenericSchema<unknown, Q>
  readonly body?: v.GenericSchema<unknown, B>
}

/** An answer that is no JSON of status 200. */
export interface Raw {
  readonly raw: HttpAnswer
}

export interface RawQuestion {
  readonly place: Readonly<Record<string, string>>
  readonly lang: Lang
  readonly request: HttpRequest
  readonly visitor: Visitor | undefined
}

export interface Binding {
  readonly route: Route
  readonly answer: (question: RawQuestion) => Promise<unknown>
}

export function isRaw(answer: unknown): answer is Raw {
  return typeof answer === 'object' && answer !== null && 'raw' in answer
}

/** JSON of status 200. */
export function jsonOf(value: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return { status: 200, headers: { ...type, ...headers }, body: JSON.stringify(value) }
}

export function on<P extends Parts, Q extends Parts, B>(
  route: TypedRoute<P, Q, B>,
  act: (asked: Asked<P, Q, B>) => unknown,
): Binding {
  return {
    route,
    answer: async ({ place, lang, request, visitor }) => {
      const checkedPlace = checked(route.place, place)
      const checkedQuery = checked(route.query, Object.fromEntries(request.query))
      const checkedBody = checked(route.body, route.body === undefined ? undefined : await bodyOf(request))
      return act({
        get place() {
          return given(checkedPlace)
        },
        get query() {
          return given(checkedQuery)
        },
        get body() {
          return given(checkedBody)
        },
        lang,
        request,
        visitor,
      })
    },
  }
}

function given<T>(value: { readonly output: T } | undefined): T {
  if (value === undefined) throw new TypeError('the route has no schema for this')
  return value.output
}

/** @throws HubtrustError CONSOLE_BAD_REQUEST naming the first thing that is wrong */
function checked<T>(
  schema: v.GenericSchema<unknown, T> | undefined,
  value: unknown,
): { readonly output: T } | undefined {
  if (schema === undefined) return undefined
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return { output: parsed.output }
  const [issue] = parsed.issues
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.')
  throw failure('CONSOLE_BAD_REQUEST', { problem: path === '' ? issue.message : `${path}: ${issue.message}` })
}

async function bodyOf(request: HttpRequest): Promise<unknown> {
  // A form of another site can send texts and forms, but not this.
  if (!/^application\/json\s*(;|$)/i.test(request.header('content-type') ?? ''))
    throw failure('CONSOLE_NOT_JSON', { media: 'application/json' })
  const bytes = await request.body(BODY_BYTES_MAX)
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw failure('CONSOLE_BAD_REQUEST', { problem: 'the body is no JSON' }, error)
  }
}
