/** What every answer of the console stands on. */
import type { Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import type { Access } from './access.ts'
import type { Asked } from './binding.ts'
import type { Attempts } from './attempts.ts'
import type { Audit } from './audit.ts'
import type { EventBook } from './event-book.ts'
import type { Cookies } from './guard.ts'
import type { ConsoleHost } from './host.ts'
import type { Live } from './live.ts'
import type { Runner } from './runner.ts'
import type { Runs } from './runs.ts'
import type { Sessions, Visitor } from './sessions.ts'

export interface Ground {
  readonly host: ConsoleHost
  readonly clock: Clock
  readonly access: Access
  readonly sessions: Sessions
  readonly attempts: Attempts
  readonly audit: Audit
  readonly book: EventBook
  readonly live: Live
  readonly runner: Runner
  readonly runs: Runs
  readonly cookies: Cookies
  /** Where the lab is whose server this is. */
  readonly labRoot: string | undefined
  /** The description of the API. */
  readonly openapi: () => unknown
}

/** On routes that are not public somebody is there; the guard has seen to it. */
export function visitorOf({ visitor }: Pick<Asked<unknown, unknown, unknown>, 'visitor'>): Visitor {
  if (visitor === undefined) throw failure('CONSOLE_NOT_SIGNED_IN', {})
  return visitor
}

/** @throws HubtrustError CONSOLE_SERVER_NOT_YOURS when a `server-admin` was not given the server */
export function requireServer({ role, servers, account }: Visitor, server: string): void {
  if (role !== 'server-admin' || servers?.includes(server.toLowerCase()) === true) return
  throw failure('CONSOLE_SERVER_NOT_YOURS', { account, server })
}
