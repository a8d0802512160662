/** The connectors of the healthy host, changed. */
import type { ReceiveConnector } from '../../../src/model/configuration.ts'
import { configuration, facts } from '../facts.ts'

/** The receive connector as it is said. */
export function withConnector(differs: Partial<ReceiveConnector>) {
  const gateway = connectors()
  return configuration({
    gateway: { ...gateway, receive: gateway.receive.map((connector) => ({ ...connector, ...differs })) },
  })
}

/** No send connector: there is nobody to send to. */
export function receivingOnly() {
  return configuration({ gateway: { ...connectors(), send: [] } })
}

function connectors() {
  const healthy = facts().configuration
  if (healthy.state === 'unknown') throw new Error(healthy.detail)
  return healthy.value.gateway
}
