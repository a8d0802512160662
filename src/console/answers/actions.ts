/** Changes: the command for each, run, and written into the audit trail with what was before and after. */
import * as v from 'valibot'
import { failure, HubtrustError } from '../../core/errors.ts'
import { on, type Binding } from '../binding.ts'
import { PLANS, type Plan } from '../commands.ts'
import { ACTIONS, type Acted, type ActionName } from '../contract/actions.ts'
import { thumbprint as thumbprintText } from '../contract/shared.ts'
import { actionRoute } from '../contract/routes.ts'
import { requireServer, visitorOf, type Ground } from '../ground.ts'
import type { HttpRequest } from '../../net/http.ts'
import { CommandRefused } from '../refusal.ts'
import type { Visitor } from '../sessions.ts'

const KEPT_CHARS_MAX = 4_000

export function actionAnswers(ground: Ground): readonly Binding[] {
  return [
    bind(ground, 'cert-new', ACTIONS['cert-new'], PLANS['cert-new']),
    bind(ground, 'cert-request', ACTIONS['cert-request'], PLANS['cert-request']),
    bind(ground, 'cert-enable', ACTIONS['cert-enable'], PLANS['cert-enable']),
    bind(ground, 'cert-import', ACTIONS['cert-import'], PLANS['cert-import']),
    bind(ground, 'cert-export', ACTIONS['cert-export'], PLANS['cert-export']),
    bind(ground, 'cert-remove', ACTIONS['cert-remove'], PLANS['cert-remove']),
    bind(ground, 'server-add', ACTIONS['server-add'], PLANS['server-add']),
    bind(ground, 'server-enable', ACTIONS['server-enable'], PLANS['server-enable']),
    bind(ground, 'server-disable', ACTIONS['server-disable'], PLANS['server-disable']),
    bind(ground, 'server-withdraw', ACTIONS['server-withdraw'], PLANS['server-withdraw']),
    bind(ground, 'server-remove', ACTIONS['server-remove'], PLANS['server-remove']),
    bind(ground, 'verify', ACTIONS.verify, PLANS.verify),
    bind(ground, 'doctor-fix', ACTIONS['doctor-fix'], PLANS['doctor-fix']),
    bind(ground, 'doctor-undo', ACTIONS['doctor-undo'], PLANS['doctor-undo']),
    bind(ground, 'lab-break', ACTIONS['lab-break'], PLANS['lab-break']),
    bind(ground, 'lab-repair', ACTIONS['lab-repair'], PLANS['lab-repair']),
  ]
}

function bind<B extends { readonly dryRun: boolean }>(
  ground: Ground,
  name: ActionName,
  body: v.GenericSchema<unknown, B>,
  planOf: (request: B) => Plan,
): Binding {
  return on({ ...actionRoute(name), body }, async (asked) => {
    const visitor = visitorOf(asked)
    if (name.startsWith('lab-') && ground.labRoot === undefined) throw failure('CONSOLE_NO_LAB', {})
    const plan = planOf(asked.body)
    requireServer(visitor, plan.server ?? ground.host.settings.server)
    const { dryRun } = asked.body
    if (dryRun) return ground.runner.run(plan, { dryRun, lang: asked.lang })
    const audit = new Change(ground, name, plan, { visitor, request: asked.request })
    try {
      const acted = await ground.runner.run(plan, { dryRun, lang: asked.lang })
      audit.done(acted)
      return acted
    } catch (error) {
      audit.failed(error)
      throw error
    } finally {
      tellChange(ground, name)
    }
  })
}

/** Pages load again what a change may have changed. */
function tellChange({ host, live }: Ground, name: ActionName): void {
  if (name === 'verify') return
  host.lookAgain()
  live.tell('status', { changed: 'configuration' })
}

/** A line of the audit trail. */
class Change {
  readonly #ground: Ground
  readonly #entry
  readonly #plan: Plan

  constructor(
    ground: Ground,
    name: ActionName,
    plan: Plan,
    { visitor, request }: { readonly visitor: Visitor; readonly request: HttpRequest },
  ) {
    const about = plan.server ?? plan.about
    const before = stateOf(ground, plan)
    this.#ground = ground
    this.#plan = plan
    this.#entry = {
      who: visitor.via === 'token' ? `token ${visitor.account}` : visitor.account,
      address: request.address,
      what: name,
      command: ground.runner.typed(plan),
      ...(about === undefined || about === '' ? {} : { about }),
      ...(before === undefined ? {} : { before }),
    }
  }

  done({ exitCode, result }: Acted): void {
    // What was read before the change is not what is after it.
    this.#ground.host.lookAgain()
    const after = stateOf(this.#ground, this.#plan) ?? (this.#plan.output === undefined ? kept(result) : undefined)
    const outcome = exitCode === 0 ? ('done' as const) : ('failed' as const)
    this.#ground.audit.write({ ...this.#entry, ...(after === undefined ? {} : { after }), outcome })
  }

  failed(error: unknown): void {
    const code =
      error instanceof CommandRefused ? error.problem.code : error instanceof HubtrustError ? error.code : 'BUG'
    this.#ground.audit.write({ ...this.#entry, outcome: 'refused', code })
  }
}

/** What the change is about, as it is now. */
function stateOf({ host }: Ground, { server, about }: Plan): unknown {
  if (server !== undefined) return host.servers().find(({ name }) => name === server.toLowerCase()) ?? null
  if (about === undefined || !v.is(thumbprintText, about)) return undefined
  const { certificates, published } = host.store()
  const found = certificates.find(({ thumbprint, fingerprint }) =>
    [thumbprint, fingerprint].some((each) => each.toUpperCase().startsWith(about.toUpperCase())),
  )
  if (found === undefined) return null
  const { thumbprint, services, subject } = found
  return { thumbprint, services, subject, published: published.includes(found.fingerprint) }
}

/** A report is too long for a line, and is kept elsewhere. */
function kept(result: unknown): unknown {
  return JSON.stringify(result ?? null).length > KEPT_CHARS_MAX ? undefined : result
}
