/** `edge sync`: the gateway pushes now; how that went is shown. */
import { setTimeout as pause } from 'node:timers/promises'
import { failure } from '../../core/errors.ts'
import { askEdgeSync, askStatus, controlPath } from '../../daemon/control.ts'
import type { EdgeLinkStatus } from '../../daemon/edge-link.ts'
import { readEdges, writeEdge } from '../../directory/edge/records.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'
import { knownServer } from '../server-name.ts'
import { printEdges } from './edge-list.ts'
import { checkedAddress } from './server-add.ts'

const WITHIN_MS = 15_000
const LOOK_AGAIN_MS = 100

export const run: Run = async (context, input) => {
  context.requireRight('action.server')
  const configuration = context.configuration()
  const asked = input.arguments[0]
  const name = asked === undefined ? undefined : await chosen(context, asked)
  if (name !== undefined) remember(context, name, input)
  const isAsked = ({ server }: EdgeLinkStatus) => name === undefined || server === name
  const startMs = context.clock.elapsedMs()
  let status = await askEdgeSync(configuration, name)
  if (status === undefined) throw failure('DAEMON_NOT_RUNNING', { socket: controlPath(configuration) })
  let edges = (status.edges ?? []).filter(isAsked)
  while (edges.some(isUnderWay) && context.clock.elapsedMs() - startMs < WITHIN_MS) {
    await pause(LOOK_AGAIN_MS)
    status = await askStatus(configuration)
    edges = (status?.edges ?? []).filter(isAsked)
  }
  printEdges(context, edges)
  return edges.every(({ state, isHeld }) => state === 'waiting' || (state === 'in-step' && !isHeld)) ? 0 : 1
}

function isUnderWay({ state }: EdgeLinkStatus): boolean {
  return state === 'connecting' || state === 'pushing'
}

async function chosen(context: Context, text: string): Promise<string> {
  const { name, roles } = await knownServer(context, text)
  if (!roles.includes('edge')) throw failure('EDGE_UNKNOWN', { server: name })
  return name
}

/** An edge that another hub has accepted is pushed to from here, too, once its address is told. */
function remember(context: Context, name: string, input: Input): void {
  const configuration = context.configuration()
  const addresses = input.list('address').map((text) => checkedAddress(text))
  const known = readEdges(configuration)[name]
  if (addresses.length === 0 && known !== undefined) return
  writeEdge(configuration, name, { named: [], ...known, addresses })
}
