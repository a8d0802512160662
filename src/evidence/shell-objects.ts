/**
 * What the shell of Exchange prints of servers, connectors, queues and the test of the Edge synchronization: a text often holds the
 * outputs of several commands, so that each of the three readers reads all of them.
 *
 * Certificates have a reader of their own.
 */
import type { ByteSource, Findings, Reader } from './contract.ts'
import { EdgeSyncDrafts, recogniseEdgeSync } from './edge-sync.ts'
import { recogniseConfiguration, takeConfiguration } from './exchange-configuration.ts'
import { eachPrintedObject } from './printed-object.ts'
import { recogniseQueues, takeQueue } from './queue.ts'

async function read(source: ByteSource, findings: Findings): Promise<void> {
  const tests = new EdgeSyncDrafts(source, findings)
  await eachPrintedObject(source, findings, (object) => {
    // A queue and a test say so by more properties than a server: they are asked first.
    if (!takeQueue(object, findings) && !tests.take(object)) takeConfiguration(object, findings)
  })
  tests.finish()
}

export const exchangeConfigurationReader: Reader = {
  id: 'exchange-configuration',
  recognise: recogniseConfiguration,
  read,
}
export const queueReader: Reader = { id: 'exchange-queues', recognise: recogniseQueues, read }
export const edgeSyncReader: Reader = { id: 'edge-synchronization', recognise: recogniseEdgeSync, read }
