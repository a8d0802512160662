/**
 * What an edge names as its own certificates. A new one is published for that very edge, so that replacing a certificate of
 * a perimeter host takes no new subscription; one that was named and is named no longer is withdrawn, never the last.
 */
import type { Clock } from '../core/clock.ts'
import { HubtrustError, reasonOf } from '../core/errors.ts'
import type { Directory } from '../directory/contract.ts'
import { readEdges, writeEdge } from '../directory/edge/records.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Raise } from '../model/events.ts'
import { coversName } from '../x509/names.ts'
import { fingerprintOf, parseCertificate } from '../x509/parse.ts'
import { openDirectory } from './open-directory.ts'

export interface Named {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly raise: Raise
  readonly server: string
  /** DER, the one in use first. */
  readonly certificates: readonly Uint8Array[]
}

/** Never throws: what cannot be published is told. */
export async function publishNamed(named: Named): Promise<void> {
  const { configuration, clock, certificates } = named
  if (certificates.length === 0) return
  // What is here is enough to see what is new; who writes is decided behind it.
  const directory = await openDirectory({ configuration, clock, environment: process.env, isQuick: true })
  try {
    await take(directory, named)
  } finally {
    directory.close()
  }
}

async function take(directory: Directory, { configuration, raise, server, certificates }: Named): Promise<void> {
  const published = () => directory.server(server)?.certificates.map(({ fingerprint }) => fingerprint) ?? []
  for (const der of certificates) {
    const fingerprint = fingerprintOf(der)
    if (published().includes(fingerprint)) continue
    const reason = await refusal(() => {
      check(der, server)
      return directory.publish(server, der)
    })
    if (reason === undefined) raise({ id: 30056, args: { server, fingerprint } })
    else raise({ id: 30058, args: { server, fingerprint, reason } })
  }
  const now = certificates.map(fingerprintOf)
  const record = readEdges(configuration)[server] ?? { addresses: [], named: [] }
  const isStillThere = now.some((fingerprint) => published().includes(fingerprint))
  for (const fingerprint of isStillThere ? record.named.filter((one) => !now.includes(one)) : []) {
    if (!published().includes(fingerprint)) continue
    const reason = await refusal(() => directory.withdraw(server, fingerprint))
    if (reason === undefined) raise({ id: 30057, args: { server, fingerprint } })
  }
  if (record.named.join() !== now.join()) writeEdge(configuration, server, { ...record, named: now })
}

function check(der: Uint8Array, server: string): void {
  if (!coversName(parseCertificate(der), server)) throw new Error(`it does not name ${server}`)
}

async function refusal(work: () => unknown): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    return error instanceof HubtrustError ? error.message : reasonOf(error)
  }
}
