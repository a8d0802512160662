/** From a configuration to direct trust. */
import { resolve } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { configurationPath, parseConfiguration, readConfiguration } from '../daemon/configuration.ts'
import { currentAccount } from '../disk/accounts.ts'
import type { Configuration } from '../model/configuration.ts'
import { DirectTrust } from './direct-trust.ts'

/** The settings of `config.yaml` as an object; paths are relative to the working folder. */
export type Settings = Readonly<Record<string, unknown>>

/**
 * Opens the directory and this server's certificate, and follows both until `close`. What is read, and how a setting is
 * called, is what the daemon reads: `docs/reference/config.md`. The daemon need not run.
 *
 * @param source the path of a configuration, its settings as an object, or nothing: `HUBTRUST_CONFIG`, else the system's
 * @throws HubtrustError CONFIG_MISSING, CONFIG_INVALID, DIRECTORY_*, DISK_READ_FAILED
 */
export function openDirectTrust(source?: string | Settings): Promise<DirectTrust> {
  try {
    return new DirectTrust({ configuration: asMyself(configurationOf(source)), clock: systemClock }).start()
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)))
  }
}

function configurationOf(source: string | Settings | undefined): Configuration {
  if (typeof source !== 'object') return readConfiguration(configurationPath({ flag: source, env: process.env }))
  const settings = { account: currentAccount().name, ...source }
  return parseConfiguration(JSON.stringify(settings), resolve('settings.yaml'))
}

/** The keys must be readable for the account this program runs as; as root, for the service account, as everywhere. */
function asMyself(configuration: Configuration): Configuration {
  const { uid, name } = currentAccount()
  return uid === 0 ? configuration : { ...configuration, account: name }
}
