/** A directory that is pushed from inside, for whoever would change it here: it refuses, and says where to. */
import { failure } from '../../core/errors.ts'
import type { Directory } from '../contract.ts'

export function onlyRead(directory: Directory): Directory {
  const refuse = (): never => {
    throw failure('EDGE_PUSHED_FROM_INSIDE', {})
  }
  return {
    servers: () => directory.servers(),
    server: (name) => directory.server(name),
    certificateDer: (fingerprint) => directory.certificateDer(fingerprint),
    history: (fingerprint) => directory.history(fingerprint),
    trustEntries: () => directory.trustEntries(),
    changeNumber: () => directory.changeNumber(),
    watch: (onChange, onProblem) => directory.watch(onChange, onProblem),
    close: () => {
      directory.close()
    },
    ...{ add: refuse, change: refuse, remove: refuse, publish: refuse, withdraw: refuse },
  }
}
