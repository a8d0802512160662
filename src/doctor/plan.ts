/**
 * What `doctor --fix` would do, before it does anything: for each finding with an automatic remedy the change, its
 * opposite, and what must be gone afterwards. Whatever would change nothing is left out: it cannot help.
 */
import type { Finding, FindingId, Report } from '../model/finding.ts'
import { REMEDIES, type RemedyId } from '../model/remedies.ts'
import type { RemedyEntry } from '../model/remedy/entry.ts'
import type { Change, Permissions, PlannedRepair, RepairStep } from '../model/repair.ts'
import { applyStep } from './apply.ts'
import type { RepairTools } from './tools.ts'

interface Draft {
  readonly changes: readonly Change[]
  readonly steps: readonly RepairStep[]
  readonly undo: readonly RepairStep[]
}

type Planner = (finding: Finding, tools: RepairTools) => Draft | undefined | Promise<Draft | undefined>

/** One planner for each remedy that is automatic in the table, or done on request; a test checks that both agree. */
export const PLANNERS: Readonly<Partial<Record<RemedyId, Planner>>> = {
  'enable-smtp': planSmtp,
  'grant-key-read': planKeyAccess,
  'close-key': planKeyAccess,
  'open-folder': planFolder,
  'publish-certificate': planPublication,
  'publish-newer': planPublication,
}

export interface Wanted {
  /** Findings asked for by id: nothing else is repaired then. None: all that is safe without a question to people. */
  readonly asked: readonly FindingId[]
}

/** Whether the finding has a remedy that would be done. */
export function isRepairable({ id, state, remedies }: Finding, { asked }: Wanted): boolean {
  if (state !== 'fail' || (asked.length > 0 && !asked.includes(id))) return false
  return remedies.some((remedy) => isDone(REMEDIES[remedy.id], asked.includes(id)))
}

function isDone({ automatic, onRequest }: RemedyEntry, isAsked: boolean): boolean {
  return automatic || (isAsked && onRequest === true)
}

/** In the order of the report. A certificate that needs several things is repaired in several steps of one plan. */
export async function planRepairs(
  report: Report,
  tools: RepairTools,
  wanted: Wanted,
): Promise<readonly PlannedRepair[]> {
  const seen = new Set<string>()
  const plan: PlannedRepair[] = []
  for (const finding of report.findings.filter((one) => isRepairable(one, wanted))) {
    const planned = await planOne(finding, tools, wanted.asked.includes(finding.id))
    if (planned === undefined) continue
    const steps = JSON.stringify(planned.steps)
    if (!seen.has(steps)) plan.push(planned)
    seen.add(steps)
  }
  return plan
}

async function planOne(finding: Finding, tools: RepairTools, isAsked: boolean): Promise<PlannedRepair | undefined> {
  for (const { id: remedy } of finding.remedies) {
    if (!isDone(REMEDIES[remedy], isAsked)) continue
    const draft = await PLANNERS[remedy]?.(finding, tools)
    if (draft !== undefined)
      return { remedy, finding: finding.id, key: finding.key, ...draft, verify: REMEDIES[remedy].verify }
  }
  return undefined
}

function planSmtp({ subject: { certificate } }: Finding, { store }: RepairTools): Draft | undefined {
  if (certificate === undefined) return undefined
  const { thumbprint, services } = store.find(certificate)
  if (services.includes('smtp')) return undefined
  const wanted = [...services, 'smtp' as const]
  const text = (list: readonly string[]) => list.join(', ').toUpperCase() || '-'
  return {
    changes: [{ what: thumbprint, now: text(services), after: text(wanted) }],
    steps: [{ kind: 'services', thumbprint, services: wanted }],
    undo: [{ kind: 'services', thumbprint, services }],
  }
}

/** The modes and owners the store gives keys, for the key file and its folder. */
function planKeyAccess({ subject: { certificate } }: Finding, tools: RepairTools): Draft | undefined {
  if (certificate === undefined) return undefined
  return permissionsDraft(tools.store.keyPermissions(certificate), tools)
}

const SEARCH = 0o001

/** Others may pass through a folder that bars the way, and still not list it. */
function planFolder({ args }: Finding, tools: RepairTools): Draft | undefined {
  const path = String(args['obstaclePath'] ?? '')
  const now = tools.permissions.read(path)
  return now === undefined
    ? undefined
    : permissionsDraft([{ path, permissions: { ...now, mode: now.mode | SEARCH } }], tools)
}

function permissionsDraft(
  wanted: readonly { readonly path: string; readonly permissions: Permissions }[],
  { permissions }: RepairTools,
): Draft | undefined {
  const differing = wanted.flatMap(({ path, permissions: after }) => {
    const now = permissions.read(path)
    return now === undefined || isSame(now, after) ? [] : [{ path, now, after }]
  })
  if (differing.length === 0) return undefined
  return {
    changes: differing.map(({ path, now, after }) => ({
      what: path,
      now: permissions.text(now),
      after: permissions.text(after),
    })),
    steps: differing.map(({ path, after }) => ({ kind: 'permissions', path, permissions: after })),
    undo: differing.map(({ path, now }) => ({ kind: 'permissions', path, permissions: now })),
  }
}

function isSame(left: Permissions, right: Permissions): boolean {
  return left.mode === right.mode && left.owner === right.owner && left.group === right.group
}

/** Publishes beside what is published: nothing that others trust now is taken away. */
async function planPublication(
  { subject: { certificate } }: Finding,
  { store, directory, server }: RepairTools,
): Promise<Draft | undefined> {
  if (certificate === undefined) return undefined
  const entry = (await directory()).server(server.name)
  if (entry === undefined) return undefined
  const { thumbprint, fingerprint } = store.find(certificate)
  if (entry.certificates.some((published) => published.fingerprint === fingerprint)) return undefined
  const now = entry.certificates.map((published) => published.thumbprint)
  const der = Buffer.from(store.certificateDer(thumbprint)).toString('base64')
  return {
    changes: [{ what: server.name, now: now.join(', ') || '-', after: [...now, thumbprint].join(', ') }],
    steps: [{ kind: 'publish', server: server.name, thumbprint, certificate: der }],
    undo: [{ kind: 'withdraw', server: server.name, thumbprint, fingerprint }],
  }
}

/** Takes every step; when one fails, those before it are taken back. @throws HubtrustError of the step that failed */
export async function applyRepair({ steps, undo }: PlannedRepair, tools: RepairTools): Promise<void> {
  for (const [at, step] of steps.entries()) {
    try {
      await applyStep(step, tools)
    } catch (error) {
      for (const back of undo.slice(0, at).toReversed()) await applyStep(back, tools)
      throw error
    }
  }
}
