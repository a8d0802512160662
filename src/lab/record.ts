/** `DIR/lab.json`: what a running lab says about itself, for people, scripts and `hubtrust lab break`. Written once mail flows. */
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import { failure, systemCode } from '../core/errors.ts'
import { readTextIfPresent, removeFile, statOf, writeAtomic } from '../disk/files.ts'
import { currentAccount } from '../disk/accounts.ts'
import { ROLES } from '../model/server.ts'

const ADDRESS = v.object({ host: v.string(), port: v.number() })
const RECORD = v.object({
  /** The process of the lab itself. */
  pid: v.number(),
  /** Where a browser opens the console; sign-in: `hubtrust console link`. */
  console: v.exactOptional(v.object({ url: v.string() })),
  servers: v.array(
    v.object({
      name: v.string(),
      role: v.picklist(ROLES),
      smtp: ADDRESS,
      /** Free for a load balancer in front of it. */
      front: v.exactOptional(ADDRESS),
      submission: ADDRESS,
      store: v.string(),
      config: v.string(),
      /** The process of its gateway. */
      pid: v.number(),
    }),
  ),
})

export type LabRecord = Readonly<v.InferOutput<typeof RECORD>>
export type ServerRecord = LabRecord['servers'][number]

type Environment = Readonly<Record<string, string | undefined>>

export function recordPath(root: string): string {
  return join(root, 'lab.json')
}

export function writeRecord(root: string, record: LabRecord): void {
  writeAtomic(recordPath(root), `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o644 })
}

/** The record of a lab that runs now, if one does. */
export function findRunning(root: string): LabRecord | undefined {
  const text = readTextIfPresent(recordPath(root))
  if (text === undefined) return undefined
  const parsed = v.safeParse(RECORD, parse(text))
  return parsed.success && isAlive(parsed.output.pid) ? parsed.output : undefined
}

/** @throws HubtrustError LAB_NOT_RUNNING */
export function runningLab(root: string): LabRecord {
  const record = findRunning(root)
  if (record === undefined) throw failure('LAB_NOT_RUNNING', { root })
  return record
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Whatever is there, it is no record of ours.
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

/** Remembers the lab started last, so that `lab break` finds it without --root. */
export function rememberRoot(root: string, environment: Environment): void {
  writeAtomic(memoryPath(environment), `${root}\n`, { mode: 0o600 })
}

export function forgetRoot(root: string, environment: Environment): void {
  if (rememberedRoot(environment) === root) removeFile(memoryPath(environment))
}

/** The folder asked for, or that of the lab started last. @throws HubtrustError LAB_NOT_RUNNING */
export function rootOf(asked: string | undefined, environment: Environment): string {
  const root = asked === undefined ? rememberedRoot(environment) : resolve(asked)
  if (root === undefined) throw failure('LAB_NOT_RUNNING', { root: tmpdir() })
  return root
}

function rememberedRoot(environment: Environment): string | undefined {
  const path = memoryPath(environment)
  // The temporary folder is everybody's: a note somebody else left there is not followed.
  if (statOf(path)?.uid !== currentAccount().uid) return undefined
  return readTextIfPresent(path)?.trim()
}

function memoryPath(environment: Environment): string {
  return join(environment['XDG_RUNTIME_DIR'] ?? tmpdir(), `hubtrust-lab-${String(currentAccount().uid)}`)
}
