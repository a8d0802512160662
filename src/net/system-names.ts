/**
 * Names as this machine's own resolver knows them (hosts file, DNS, whatever nsswitch.conf says), asked through `getent`:
 * a look-up inside this process can neither be given up nor left behind, and keeps it alive until the resolver tires.
 */
import { isIP, type LookupFunction } from 'node:net'
import type { Lookup } from '../model/facts.ts'
import { askProgram, type ProgramAnswer } from './program.ts'

/** getent(1): the key was not found. */
const NOT_FOUND = 2

/** Never throws; addresses in the resolver's order, each once. */
export async function lookUp(name: string, withinMs: number): Promise<Lookup> {
  const answer = await askProgram({ program: 'getent', words: ['--', 'ahosts', name], withinMs })
  if (answer.kind !== 'ended' || answer.status !== 0) return { name, addresses: [], problem: problemOf(answer) }
  const addresses = answer.stdout.split('\n').flatMap((line) => /^\S+/.exec(line)?.[0] ?? [])
  return { name, addresses: [...new Set(addresses)] }
}

/** The first name of an address; undefined when it has none or nobody answers. */
export async function nameOfAddress(address: string, withinMs: number): Promise<string | undefined> {
  const answer = await askProgram({ program: 'getent', words: ['--', 'hosts', address], withinMs })
  if (answer.kind !== 'ended' || answer.status !== 0) return undefined
  return answer.stdout.trim().split(/\s+/)[1]
}

function problemOf(answer: ProgramAnswer): string {
  if (answer.kind === 'deadline') return 'deadline'
  if (answer.kind === 'ended' && answer.status === NOT_FOUND) return 'ENOTFOUND'
  if (answer.kind === 'missing') return 'getent is not installed'
  return answer.kind === 'failed' ? answer.reason : `getent ended with ${answer.status}`
}

/** The same for `dial`. */
export function lookupWithin(withinMs: number): LookupFunction {
  return (name, options, answer) => {
    void lookUp(name, withinMs).then(({ addresses, problem }) => {
      const found = addresses.map((address) => ({ address, family: isIP(address) }))
      const fitting = found.filter(({ family }) => isWanted(family, options.family))
      const [first] = fitting
      if (first === undefined) {
        answer(Object.assign(new Error(`${name}: ${problem ?? 'ENOTFOUND'}`), { code: problem ?? 'ENOTFOUND' }), '')
        return
      }
      if (options.all === true) answer(null, fitting)
      else answer(null, first.address, first.family)
    })
  }
}

function isWanted(family: number, wanted: number | 'IPv4' | 'IPv6' | undefined): boolean {
  if (wanted === undefined || wanted === 0) return family !== 0
  return family === wanted || `IPv${family}` === wanted
}
