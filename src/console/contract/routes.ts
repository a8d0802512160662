/**
 * Every route of the API: the one table from which requests are checked, answers described (OpenAPI), and the test of roles
 * is made. Pure.
 */
import type * as v from 'valibot'
import { ACTION_NAMES, ACTIONS, ActionAnswer, type ActionName } from './actions.ts'
import * as doctor from './doctor.ts'
import * as events from './events.ts'
import { LabAnswer } from './lab.ts'
import * as look from './look.ts'
import { AuditEntry, LinkRequest, MeAnswer, SessionAnswer, SignInRequest, type ConsoleRole } from './session.ts'
import { AnyQuery, DoneAnswer, pageOf, PageQuery } from './shared.ts'

/** Who may ask: everybody, or at least this role. */
export type Admission = 'public' | ConsoleRole

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `:name` stands for a part of the path. */
  readonly path: string
  readonly admission: Admission
  readonly summary: string
  readonly place?: v.GenericSchema<unknown, Readonly<Record<string, unknown>>>
  readonly query?: v.GenericSchema<unknown, Readonly<Record<string, unknown>>>
  readonly body?: v.GenericSchema
  /** A JSON answer; other answers say what they are in `media`. */
  readonly answer?: v.GenericSchema
  readonly media?: string
}

const GET = 'GET' as const
const POST = 'POST' as const
const VIEWER = 'viewer' as const
const SERVER_ADMIN = 'server-admin' as const
const ADMIN = 'organization-admin' as const

const SESSION_ROUTES = {
  session: {
    method: GET,
    path: '/session',
    admission: 'public',
    summary: 'Whether somebody is signed in',
    query: AnyQuery,
    answer: SessionAnswer,
  },
  signIn: {
    method: POST,
    path: '/session',
    admission: 'public',
    summary: 'Signs in with account and password',
    query: AnyQuery,
    body: SignInRequest,
    answer: MeAnswer,
  },
  useLink: {
    method: POST,
    path: '/session/link',
    admission: 'public',
    summary: 'Signs in with a one-time link',
    query: AnyQuery,
    body: LinkRequest,
    answer: MeAnswer,
  },
  signOut: {
    method: 'DELETE',
    path: '/session',
    admission: VIEWER,
    summary: 'Ends the session',
    query: AnyQuery,
    answer: DoneAnswer,
  },
  me: { method: GET, path: '/me', admission: VIEWER, summary: 'Who is signed in', query: AnyQuery, answer: MeAnswer },
  audit: {
    method: GET,
    path: '/audit',
    admission: ADMIN,
    summary: 'Every change, newest first',
    query: PageQuery,
    answer: pageOf(AuditEntry),
  },
} as const satisfies Record<string, Route>

const LOOK_ROUTES = {
  overview: {
    method: GET,
    path: '/overview',
    admission: VIEWER,
    summary: 'What is refused now, why, and what to do',
    query: AnyQuery,
    answer: look.OverviewAnswer,
  },
  status: {
    method: GET,
    path: '/status',
    admission: VIEWER,
    summary: 'The running gateway',
    query: AnyQuery,
    answer: look.StatusAnswer,
  },
  servers: {
    method: GET,
    path: '/servers',
    admission: VIEWER,
    summary: 'Servers of the directory',
    query: look.ServersQuery,
    answer: look.ServersAnswer,
  },
  server: {
    method: GET,
    path: '/servers/:name',
    admission: VIEWER,
    summary: 'One server',
    place: look.ServerPlace,
    query: AnyQuery,
    answer: look.ServerItem,
  },
  certificates: {
    method: GET,
    path: '/certificates',
    admission: VIEWER,
    summary: 'Certificates of this server',
    query: AnyQuery,
    answer: look.CertificatesAnswer,
  },
  certificate: {
    method: GET,
    path: '/certificates/:thumbprint',
    admission: VIEWER,
    summary: 'One certificate of this server',
    place: look.CertificatePlace,
    query: AnyQuery,
    answer: look.CertificateItem,
  },
  selection: {
    method: GET,
    path: '/selection',
    admission: VIEWER,
    summary: 'Which certificate is chosen, and why not the others',
    query: look.SelectionQuery,
    answer: look.SelectionAnswer,
  },
  map: {
    method: GET,
    path: '/map',
    admission: VIEWER,
    summary: 'Who trusts whom, compact',
    query: AnyQuery,
    answer: look.MapAnswer,
  },
  directory: {
    method: GET,
    path: '/directory',
    admission: VIEWER,
    summary: 'The directory as this server knows it',
    query: AnyQuery,
    answer: look.DirectoryAnswer,
  },
} as const satisfies Record<string, Route>

const EVENT_ROUTES = {
  live: {
    method: GET,
    path: '/events',
    admission: VIEWER,
    summary: 'Live changes',
    query: events.LiveQuery,
    media: 'text/event-stream',
  },
  eventLog: {
    method: GET,
    path: '/events/log',
    admission: VIEWER,
    summary: 'The event log, newest first',
    query: events.EventLogQuery,
    answer: events.EventLogAnswer,
  },
  histogram: {
    method: GET,
    path: '/events/histogram',
    admission: VIEWER,
    summary: 'Events over time',
    query: events.HistogramQuery,
    answer: events.HistogramAnswer,
  },
  explain: {
    method: GET,
    path: '/explain/:id',
    admission: VIEWER,
    summary: 'An event, a finding or an error explained',
    place: events.ExplainPlace,
    query: AnyQuery,
    answer: events.ExplainAnswer,
  },
  trace: {
    method: GET,
    path: '/trace',
    admission: SERVER_ADMIN,
    summary: 'The trace, for a time',
    query: events.TraceQuery,
    media: 'text/event-stream',
  },
  traceTags: {
    method: GET,
    path: '/trace/tags',
    admission: VIEWER,
    summary: 'What can be traced',
    query: AnyQuery,
    answer: events.TraceTagsAnswer,
  },
} as const satisfies Record<string, Route>

const DOCTOR_ROUTES = {
  startRun: {
    method: POST,
    path: '/doctor/runs',
    admission: SERVER_ADMIN,
    summary: 'Starts the doctor',
    query: AnyQuery,
    body: doctor.RunRequest,
    answer: doctor.RunItem,
  },
  runs: {
    method: GET,
    path: '/doctor/runs',
    admission: VIEWER,
    summary: 'The last runs, newest first',
    query: AnyQuery,
    answer: doctor.RunsAnswer,
  },
  run: {
    method: GET,
    path: '/doctor/runs/:id',
    admission: VIEWER,
    summary: 'One run and its reports',
    place: doctor.RunPlace,
    query: AnyQuery,
    answer: doctor.RunAnswer,
  },
  report: {
    method: GET,
    path: '/doctor/runs/:id/report/:format',
    admission: VIEWER,
    summary: 'A report to keep',
    place: doctor.ReportPlace,
    query: doctor.ReportQuery,
    media: '*/*',
  },
  compare: {
    method: GET,
    path: '/doctor/compare',
    admission: VIEWER,
    summary: 'What two runs have in common',
    query: doctor.CompareQuery,
    answer: doctor.CompareAnswer,
  },
  repairs: {
    method: GET,
    path: '/doctor/repairs',
    admission: VIEWER,
    summary: 'Repairs that were made',
    query: AnyQuery,
    answer: doctor.RepairsAnswer,
  },
  evidence: {
    method: POST,
    path: '/evidence',
    admission: SERVER_ADMIN,
    summary: 'Judges uploaded evidence (multipart/form-data, fields named file)',
    query: AnyQuery,
    answer: doctor.RunItem,
  },
} as const satisfies Record<string, Route>

const OTHER_ROUTES = {
  lab: { method: GET, path: '/lab', admission: VIEWER, summary: 'The lab', query: AnyQuery, answer: LabAnswer },
  openapi: {
    method: GET,
    path: '/openapi.json',
    admission: 'public',
    summary: 'This description',
    media: 'application/json',
  },
} as const satisfies Record<string, Route>

/** Which role an action needs; a `server-admin` only for the servers it was given. */
const ACTION_ADMISSION = {
  'cert-new': SERVER_ADMIN,
  'cert-request': SERVER_ADMIN,
  'cert-enable': SERVER_ADMIN,
  'cert-import': SERVER_ADMIN,
  'cert-export': SERVER_ADMIN,
  'cert-remove': SERVER_ADMIN,
  'server-add': ADMIN,
  'server-enable': SERVER_ADMIN,
  'server-disable': SERVER_ADMIN,
  'server-withdraw': SERVER_ADMIN,
  'server-remove': ADMIN,
  verify: SERVER_ADMIN,
  'doctor-fix': SERVER_ADMIN,
  'doctor-undo': SERVER_ADMIN,
  'lab-break': ADMIN,
  'lab-repair': ADMIN,
} as const satisfies Record<ActionName, ConsoleRole>

export function actionRoute(name: ActionName): Route {
  return {
    method: POST,
    path: `/actions/${name}`,
    admission: ACTION_ADMISSION[name],
    summary: `As the command: hubtrust ${name.replace('-', ' ')}`,
    query: AnyQuery,
    body: ACTIONS[name],
    answer: ActionAnswer,
  }
}

/** All of them are under `/api/v1`. */
export const API = '/api/v1'
export const NAMED_ROUTES = {
  ...SESSION_ROUTES,
  ...LOOK_ROUTES,
  ...EVENT_ROUTES,
  ...DOCTOR_ROUTES,
  ...OTHER_ROUTES,
} as const
export const ROUTES: Readonly<Record<string, Route>> = {
  ...NAMED_ROUTES,
  ...Object.fromEntries(ACTION_NAMES.map((name) => [`action ${name}`, actionRoute(name)])),
}
