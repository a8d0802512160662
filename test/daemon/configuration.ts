/** Pieces of configurations, and how a wrong one is refused. */
import assert from 'node:assert/strict'
import { HubtrustError } from '../../src/core/errors.ts'
import { currentAccount } from '../../src/disk/accounts.ts'

export const PATH = '/etc/hubtrust/config.yaml'
export const ACCOUNT = currentAccount().name
export const SERVER = `server: { name: hub1.corp.example }\naccount: ${ACCOUNT}\n`

export function refusalOf(work: () => unknown): HubtrustError {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof HubtrustError, String(error))
    return error
  }
  assert.fail('nothing was refused')
}

export const receive = (settings: string): string => `gateway:\n  receive:\n    - ${settings}\n`
export const send = (settings: string): string => `gateway:\n  send:\n    - ${settings}\n`
