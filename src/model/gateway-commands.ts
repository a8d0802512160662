/**
 * How the gateway is told to read its settings again, to start and to start anew: as a unit of systemd, or as the process it
 * is, in a terminal, a container or the lab. Decided by facts, so that a command can be typed where it stands.
 */
import type { Args } from './facts.ts'

const UNIT = 'hubtrust'

/** What of the facts decides; without any of them a unit as in the README is taken. */
export interface GatewayManner {
  /** `hubtrust.service`, where systemd started it or would. */
  readonly gatewayUnit?: string
  readonly gatewayPid?: number
  readonly gatewayConfig?: string
}

/** Values for the holes `{reload}`, `{restart}`, `{start}` and `{serviceLog}`. @param quote makes a value a word of a shell */
export function gatewayCommands(
  { gatewayUnit, gatewayPid, gatewayConfig }: Args,
  quote: (value: string) => string,
): Readonly<Record<string, string>> {
  const serve =
    gatewayConfig === undefined ? 'hubtrust serve' : `hubtrust serve --config ${quote(String(gatewayConfig))}`
  if (gatewayUnit === undefined && gatewayPid !== undefined) {
    const pid = String(gatewayPid)
    // Another one does not start while it ends.
    const restart = `kill ${pid}; tail --pid=${pid} -f /dev/null; ${serve}`
    return { reload: `kill -HUP ${pid}`, restart, start: serve, serviceLog: '' }
  }
  if (gatewayUnit === undefined && gatewayConfig !== undefined)
    return { reload: serve, restart: serve, start: serve, serviceLog: '' }
  const unit = quote(String(gatewayUnit ?? UNIT).replace(/\.service$/, ''))
  return {
    reload: `systemctl reload ${unit}`,
    restart: `systemctl restart ${unit}`,
    start: `systemctl start ${unit}`,
    serviceLog: `journalctl -u ${unit} --since -1h`,
  }
}
