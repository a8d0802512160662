/** OpenAPI 3.1, from the schemas that check requests. `docs/reference/openapi.json` and the running server say the same. */
import { toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { API, ROUTES, type Route } from './contract/routes.ts'
import { ProblemAnswer } from './contract/shared.ts'

export function openApi(version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, route] of Object.entries(ROUTES)) {
    const path = API + route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hubtrust console',
      version,
      description:
        'Changes from a session carry the header x-hubtrust-csrf; a token is sent as Authorization: Bearer TOKEN.',
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(ProblemAnswer, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-hubtrust' },
      },
    },
  }
}

function operationOf(name: string, route: Route): Readonly<Record<string, unknown>> {
  const { summary, admission, place, query, body, answer, media = 'application/json' } = route
  return {
    operationId: name.replace(/[ -](\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary,
    'x-role': admission,
    ...(admission === 'public' ? { security: [] } : { security: [{ token: [] }, { session: [] }] }),
    parameters: [...parametersOf('path', place), ...parametersOf('query', query)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      200: {
        description: summary,
        content: { [media]: answer === undefined ? {} : { schema: schemaOf(answer, 'output') } },
      },
      default: {
        description: 'What went wrong, why, and what to do',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function parametersOf(place: 'path' | 'query', schema: v.GenericSchema | undefined): readonly unknown[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input')
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: each,
  }))
}

function schemaOf(schema: v.GenericSchema, typeMode: 'input' | 'output') {
  const described = toJsonSchema(schema, { errorMode: 'ignore', typeMode, target: 'draft-2020-12' })
  // The document says once which dialect it is in.
  delete described.$schema
  return described
}
