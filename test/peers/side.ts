/** One host of a native set-up: a gateway that answers, a private Postfix that asks, and the port others come in by. */
import type { TestContext } from 'node:test'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import { PROGRAM } from '../cli/program.ts'
import { prepareHub, type Hub } from './hub.ts'
import { Postfix } from './postfix.ts'
import { run, type Said } from './programs.ts'
import { openRecorder } from './recorder.ts'

export interface Side {
  readonly hub: Hub
  readonly postfix: Postfix
  readonly port: number
}

export async function sideOf(t: TestContext, name: string, domains: readonly string[]): Promise<Side> {
  const backend = (await openRecorder(t)).address
  const hub = await prepareHub(t, { name, receive: { Default: { backend, handoff: 'proxy-v2' } } })
  const postfix = await Postfix.start(t, { name: `mail.${domains[0] ?? name}`, domains })
  const [port = 0] = await freePorts(1)
  return { hub, postfix, port }
}

/** `hubtrust postfix setup` for that Postfix. */
export async function setup({ hub, postfix, port }: Side, ...words: readonly string[]): Promise<Said> {
  const own = ['--config', hub.gateway.place.config, '--postfix-config', postfix.configurationFolder]
  return run(PROGRAM, ['postfix', 'setup', ...own, '--port', String(port), ...words])
}
