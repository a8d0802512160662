/** `postfix check`: what the doctor says about a Postfix that asks this gateway, proven through Postfix's own programs. */
import { resolve } from 'node:path'
import { failure } from '../../core/errors.ts'
import { collectFacts } from '../../daemon/collect.ts'
import { diagnose } from '../../doctor/diagnose.ts'
import type { Facts } from '../../model/facts.ts'
import { FINDING_IDS, type FindingId } from '../../model/finding.ts'
import type { Run } from '../command.ts'
import { deliver } from './doctor.ts'

/** Without a configuration or a gateway nothing of it can work. */
const CAUSES: readonly FindingId[] = ['configuration.missing', 'configuration.invalid', 'gateway.not-running']
const CHECKED = FINDING_IDS.filter((id) => id.startsWith('postfix.') || CAUSES.includes(id))

export const run: Run = async (context, input) => {
  const { configurationFile, clock } = context
  const folder = input.text('postfix-config')
  if (context.terminal.showsProgress) context.note(context.word('doctor.looking'))
  const facts = await collectFacts({
    configurationFile,
    clock,
    hasPeers: false,
    ...(folder === undefined ? {} : { postfixFolder: resolve(folder) }),
  })
  refuseNothing(facts, configurationFile)
  return deliver(context, input, diagnose(facts, { only: CHECKED }))
}

/** @throws HubtrustError POSTFIX_NOT_CONFIGURED, POSTFIX_PROGRAM_FAILED */
function refuseNothing({ postfixService, mailServers }: Facts, path: string): void {
  if (postfixService.state === 'known' && !postfixService.value.isConfigured)
    throw failure('POSTFIX_NOT_CONFIGURED', { path })
  const found =
    mailServers.state === 'known' ? mailServers.value.find(({ product }) => product === 'postfix') : undefined
  const reason = found === undefined ? 'the program is not there' : found.problem
  if (reason !== undefined) throw failure('POSTFIX_PROGRAM_FAILED', { program: 'postconf', reason })
}
