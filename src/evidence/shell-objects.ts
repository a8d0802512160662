/** One pass over what the shell of Exchange printed, for every kind of object but certificates, which have a reader of their own. */
import type { ByteSource, Findings } from './contract.ts'
import { EdgeSyncDrafts } from './edge-sync.ts'
import { takeConfiguration } from './exchange-configuration.ts'
import { eachPrintedObject } from './printed-object.ts'
import { takeQueue } from './queue.ts'

export async function readShellObjects(source: ByteSource, findings: Findings): Promise<void> {
  const tests = new EdgeSyncDrafts(source, findings)
  await eachPrintedObject(source, findings, (object) => {
    // A queue and a test say so by more properties than a server: they are asked first.
    if (!takeQueue(object, findings) && !tests.take(object)) takeConfiguration(object, findings)
  })
  tests.finish()
}
