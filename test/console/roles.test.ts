/** Every route times every role, out of the table of routes itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ROUTES, type Route } from '../../src/console/contract/routes.ts'
import { CONSOLE_ROLES, type ConsoleRole } from '../../src/console/contract/session.ts'
import { HUB1, HUB2 } from '../daemon/ground.ts'
import { startConsole } from './ground.ts'

/** A path with something in every place. */
function pathOf({ path }: Route): string {
  return path
    .replace(':name', HUB2)
    .replace(':thumbprint', 'AB12CD')
    .replace(':format', 'json')
    .replace(':id', '00000000')
}

/** What the gate must say, whatever is behind it. */
function expected({ admission }: Route, role: ConsoleRole | undefined): 'in' | 401 | 403 {
  if (admission === 'public') return 'in'
  if (role === undefined) return 401
  return CONSOLE_ROLES.indexOf(role) >= CONSOLE_ROLES.indexOf(admission) ? 'in' : 403
}

test('each route lets in the roles of its table, and nobody else', async (t) => {
  const running = await startConsole(t)
  const tokens = new Map<ConsoleRole | undefined, string>(
    CONSOLE_ROLES.map((role) => [role, running.token({ role, servers: [HUB1] })]),
  )
  const seen: string[] = []
  const wanted: string[] = []
  for (const route of Object.values(ROUTES)) {
    for (const role of [undefined, ...CONSOLE_ROLES]) {
      const token = tokens.get(role)
      // Nothing that could be done: what is behind the gate answers 4xx at most.
      const body = route.body === undefined ? {} : { body: { nothing: 'of this kind' } }
      const { method } = route
      const reply = await running.asker.ask(pathOf(route), {
        method,
        ...body,
        ...(token === undefined ? {} : { token }),
      })
      const line = `${method} ${route.path} as ${role ?? 'nobody'}`
      const isStopped =
        reply.status === 401 || (reply.status === 403 && String(reply.at('code')) === 'CONSOLE_ROLE_MISSING')
      seen.push(`${line}: ${String(isStopped ? reply.status : 'in')}`)
      wanted.push(`${line}: ${String(expected(route, role))}`)
      assert.ok(reply.status < 500, `${line}: ${String(reply.status)} ${reply.text}`)
    }
  }
  assert.deepEqual(seen, wanted)
})

test('a role that was taken away is gone from sessions that are open, and with its account the session', async (t) => {
  const running = await startConsole(t)
  const { access, asker } = running
  const password = 'correct horse battery'
  await access.setAccount('aiko', { role: 'organization-admin' }, password)
  const reply = await asker.ask('/session', { method: 'POST', body: { account: 'aiko', password } })
  assert.equal(reply.at('role'), 'organization-admin')
  const headers = { cookie: String(reply.headers['set-cookie']?.[0]).split(';')[0] ?? '' }
  assert.equal((await asker.ask('/audit', { headers })).status, 200)
  await access.setAccount('aiko', { role: 'viewer' }, password)
  assert.equal((await asker.ask('/audit', { headers })).at('code'), 'CONSOLE_ROLE_MISSING')
  assert.equal((await asker.ask('/me', { headers })).at('role'), 'viewer')
  access.removeAccount('aiko')
  assert.equal((await asker.ask('/me', { headers })).status, 401)
})
