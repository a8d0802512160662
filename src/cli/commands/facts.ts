/** `facts`: what the doctor would look at, as plain JSON. Only model types go in, and no model type can hold a key. */
import { isoTime } from '../../core/clock.ts'
import { VERSION } from '../../core/version.ts'
import type { Run } from '../command.ts'
import { publishedFingerprints } from '../context.ts'
import { report } from './cert-select.ts'

export const run: Run = async (context) => {
  const { server, account, stateFolder, directory: settings, trust, gateway } = context.configuration()
  const store = context.store()
  const directory = context.directory()
  const servers = directory.servers()
  context.outJson({
    schema: 'hubtrust.facts/1',
    version: VERSION,
    takenAt: isoTime(context.clock.nowMs()),
    server: { name: server.name, roles: server.roles, account, stateFolder },
    hostNames: await context.hostNames(),
    store: {
      certificates: store.list(),
      pendingRequests: store.pendingRequests(),
      problems: store.problems().map(({ path, problem }) => ({ path, code: problem.code, message: problem.message })),
    },
    directory: {
      kind: settings.kind,
      path: settings.path,
      changeNumber: directory.changeNumber(),
      maxStaleMs: settings.maxStaleMs,
      published: publishedFingerprints(directory, server.name),
      servers,
    },
    trust,
    connectors: { receive: gateway.receive, send: gateway.send },
    selection: {
      inbound: report(await context.selection('inbound')),
      outbound: report(await context.selection('outbound')),
    },
  })
  return 0
}
