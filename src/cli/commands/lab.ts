/** `lab`: three servers on this machine. Ends with everything it started, however it ends. */
import { resolve } from 'node:path'
import { Access } from '../../console/access.ts'
import { removeFolder } from '../../disk/files.ts'
import { takeRoot, temporaryRoot } from '../../lab/ground.ts'
import { startLab, type Delivery, type Lab } from '../../lab/lab.ts'
import type { Receipt } from '../../lab/mail-server.ts'
import { forgetRoot, rememberRoot, type LabRecord } from '../../lab/record.ts'
import { MailJournal } from '../../lab/mail-journal.ts'
import { pairs, PATIENT, shortOf, WITNESS, type Pair } from '../../lab/servers.ts'
import { findingTitle } from '../../model/finding-text.ts'
import { Site } from '../../lab/site.ts'
import { playStory, type Story, type Teller } from '../../lab/story.ts'
import { keepSending } from '../../lab/traffic.ts'
import type { Input, LightRun } from '../command.ts'
import type { LightContext } from '../light-context.ts'
import { causeList } from './lab-break.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export const run: LightRun = async (context, input) => {
  const asked = input.text('root')
  const root = asked === undefined ? temporaryRoot() : resolve(asked)
  const ending = new AbortController()
  const end = (): void => {
    ending.abort()
  }
  for (const signal of SIGNALS) process.on(signal, end)
  try {
    takeRoot(root)
    const isCutShort = await runLab({ context, input, root, signal: ending.signal, end })
    // A story that was ended early has not held.
    return input.flag('once') && isCutShort ? 1 : 0
  } finally {
    for (const signal of SIGNALS) process.off(signal, end)
    forgetRoot(root, context.environment)
    if (asked === undefined) removeFolder(root)
    else if (!input.flag('once')) context.note(context.word('lab.kept', { root }))
  }
}

interface Session {
  readonly context: LightContext
  readonly input: Input
  readonly root: string
  readonly signal: AbortSignal
  readonly end: () => void
}

/** Says whether somebody ended it. */
async function runLab(session: Session): Promise<boolean> {
  const { context, input, root, signal } = session
  const isOnce = input.flag('once')
  const teller = isOnce ? onceTeller(context, input) : openTeller(context)
  if (!isOnce || hasProgress(context, input)) context.terminal.note(context.word('lab.starting', { root }))
  const onReceipt = (receipt: Receipt): void => {
    if (!isOnce) showReceipt(context, receipt)
  }
  const lab = await startLab({ root, program: ownProgram(), clock: context.clock, onReceipt })
  const work = signal.aborted ? Promise.resolve() : isOnce ? playOnce(session, lab, teller) : live(session, lab, teller)
  try {
    await Promise.race([work, lab.failed, aborted(signal)])
    return signal.aborted
  } finally {
    session.end()
    if (!isOnce) context.note(context.word('lab.stopping'))
    await lab.stop()
    // What was under way finds every port closed and ends; its complaint about that is nobody's concern.
    await Promise.allSettled([work])
    if (!isOnce) context.note(context.word('lab.stopped'))
  }
}

/** The gateways are the program that runs now, whatever started it. */
function ownProgram(): readonly [string, ...string[]] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? 'hubtrust']
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolveWait) => {
    if (signal.aborted) resolveWait()
    signal.addEventListener('abort', () => {
      resolveWait()
    })
  })
}

async function live(session: Session, lab: Lab, teller: Teller): Promise<void> {
  const { context, input, root, signal, end } = session
  const journal = new MailJournal(root, context.clock)
  for (const pair of pairs()) {
    const own = lab.write(pair)
    const attempt = await lab.deliver(own)
    journal.write(pair, attempt)
    if (attempt.kind === 'delivered') teller.delivered(attempt.delivery)
    else teller.deferred(pair, attempt.reason)
    if (signal.aborted) return
  }
  const record = lab.publishRecord()
  rememberRoot(root, context.environment)
  if (!context.isJson) sayWhatNext(context, { root, record, link: signInLink(context, record) })
  await keepSending(lab, {
    count: input.number('message-count'),
    signal,
    onAttempt: (pair, attempt, isRetry) => {
      if (!context.terminal.hasReader()) end()
      journal.write(pair, attempt)
      if (attempt.kind === 'delivered') showDelivery(context, attempt.delivery, isRetry)
      else teller.deferred(pair, attempt.reason)
    },
  })
}

async function playOnce({ context, input, root, signal }: Session, lab: Lab, teller: Teller): Promise<void> {
  const record = lab.publishRecord()
  const site = new Site(root, record)
  try {
    const rounds = input.number('message-count') ?? 1
    const story = await playStory({ lab, site, clock: context.clock, lang: context.lang, teller, rounds, signal })
    if (context.isJson) context.outJson(storyReport(record, story))
    else context.out(context.word('lab.story-done'))
  } finally {
    site.close()
  }
}

function storyReport(
  { servers }: LabRecord,
  { deliveries, causes, stopped }: Story,
): Readonly<Record<string, unknown>> {
  return { schema: 'hubtrust.lab/1', servers, deliveries, causes, stopped, ok: true }
}

function hasProgress({ terminal, isJson }: LightContext, input: Input): boolean {
  return input.flag('verbose') || (isJson && terminal.showsProgress)
}

/** Without a terminal only the result counts: as text it is the story itself, as JSON one object. */
function onceTeller(context: LightContext, input: Input): Teller {
  if (!context.isJson) return openTeller(context)
  const isTold = hasProgress(context, input)
  return tellerTo(context, (line) => {
    if (isTold) context.terminal.note(line)
  })
}

function openTeller(context: LightContext): Teller {
  return tellerTo(context, (line) => {
    if (!context.isJson) context.out(line)
  })
}

function tellerTo(context: LightContext, line: (text: string) => void): Teller {
  return {
    delivered: (delivery) => {
      line(deliveryText(context, delivery, false))
    },
    broken: ({ word, cause }) => {
      line(context.word('lab.broke', { what: context.word(word), cause }))
    },
    seen: ({ id, server, cause = '-' }) => {
      line(`  ${context.word('lab.event', { id, server: shortOf(server), cause })}`)
    },
    diagnosed: (server, finding) => {
      const title = findingTitle(finding, context.lang)
      line(`  ${context.word('lab.diagnosed', { server: shortOf(server), id: finding.id, title })}`)
    },
    deferred: (pair, reason) => {
      line(context.word('lab.deferred', { ...shortPair(pair), reason }))
    },
    repaired: (cause) => {
      line(context.word('lab.repaired', { cause }))
    },
  }
}

function shortPair({ from, to }: Pair): { readonly from: string; readonly to: string } {
  return { from: shortOf(from).padStart(5), to: shortOf(to).padEnd(5) }
}

function deliveryText(context: LightContext, delivery: Delivery, isRetry: boolean): string {
  const { trustedAs = '-', ms } = delivery
  return context.word(isRetry ? 'lab.delivered-again' : 'lab.delivered', { ...shortPair(delivery), trustedAs, ms })
}

function showDelivery(context: LightContext, delivery: Delivery, isRetry: boolean): void {
  context.out(context.isJson ? JSON.stringify(delivery) : deliveryText(context, delivery, isRetry))
}

function showReceipt(context: LightContext, receipt: Receipt): void {
  const { server, messageId, bytes, trustedAs = '-' } = receipt
  context.out(
    context.isJson
      ? JSON.stringify(receipt)
      : context.word('lab.received', { server: shortOf(server), messageId: messageId || '-', bytes, trustedAs }),
  )
}

/** Signs in to the console of the lab once; the secret stands behind `#`, which no server is told. */
function signInLink({ clock }: LightContext, { console: web, servers }: LabRecord): string | undefined {
  const patient = servers.find(({ name }) => name === PATIENT)
  if (web === undefined || patient === undefined) return undefined
  const access = new Access({ stateFolder: patient.store, clock, owner: undefined })
  return `${web.url}/#link=${access.newLink({ role: 'organization-admin' })}`
}

interface Next {
  readonly root: string
  readonly record: LabRecord
  readonly link: string | undefined
}

function sayWhatNext(context: LightContext, { root, record: { servers }, link }: Next): void {
  const patient = servers.find(({ name }) => name === PATIENT)
  const witness = servers.find(({ name }) => name === WITNESS)
  if (patient === undefined || witness === undefined) return
  const { config, submission } = patient
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ...(link === undefined ? [] : [[context.word('lab.next-console'), [link]] as const]),
    [
      context.word('lab.next-break'),
      [`hubtrust lab break key --root ${root}`, `hubtrust lab repair key --root ${root}`],
    ],
    [
      context.word('lab.next-doctor'),
      [`hubtrust doctor --config ${config}`, `hubtrust doctor --fix --config ${config}`],
    ],
    [context.word('lab.next-events'), [`hubtrust events --follow --config ${config}`]],
    [context.word('lab.next-look'), [`hubtrust status --config ${config}`, `hubtrust cert select --config ${config}`]],
    [
      context.word('lab.next-verify'),
      [`hubtrust verify ${witness.smtp.host}:${String(witness.smtp.port)} --config ${config}`],
    ],
    [
      context.word('lab.next-send'),
      [`swaks --server ${submission.host}:${String(submission.port)} --from me@${PATIENT} --to you@${WITNESS}`],
    ],
    [context.word('lab.next-explain'), ['hubtrust explain 1037']],
  ]
  context.out('')
  context.out(context.terminal.paint('bold', context.word('lab.flows')))
  context.out(context.word('lab.next'))
  for (const [words, commands] of steps) {
    context.out(`  ${words}`)
    for (const command of commands) context.out(context.terminal.paint('cyan', `    ${command}`))
  }
  context.out(context.word('lab.causes', { causes: causeList() }))
  context.out(context.word('lab.stop'))
  context.out('')
}
