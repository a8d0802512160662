/** Exim's own programs, as Debian installs them, asked and told. */
import { readKernelText, readTextIfPresent } from '../disk/files.ts'
import { printedBy, saidBy } from './mail-program.ts'

const PROGRAM = 'exim4'

/** What it printed. @throws HubtrustError EXIM_PROGRAM_FAILED */
export function toldExim(program: string, words: readonly string[]): Promise<string> {
  return printedBy('EXIM_PROGRAM_FAILED', program, words)
}

/** Of what the trust depends on, the first that this Exim was built without. */
export async function lackedFeature(): Promise<string | undefined> {
  const said = await toldExim(PROGRAM, ['-bV'])
  const features = (/^Support for: (.*)$/m.exec(said)?.[1] ?? '').split(' ')
  return ['GnuTLS', 'Event'].find((feature) => !features.includes(feature))
}

/** The value of a setting of the configuration in force. @throws HubtrustError EXIM_PROGRAM_FAILED */
export async function settingOf(name: string): Promise<string> {
  const said = await toldExim(PROGRAM, ['-bP', name])
  return /^\w+ = ?(.*)$/m.exec(said)?.[1] ?? ''
}

/** What an expansion becomes, or why it becomes nothing: to look at, never a reason to stop. */
export function expanded(text: string): Promise<string> {
  return saidBy(PROGRAM, ['-be', text])
}

/** The daemon's process, when it runs. @throws HubtrustError EXIM_PROGRAM_FAILED */
async function daemonProcess(): Promise<number | undefined> {
  const pid = Number(readTextIfPresent(await settingOf('pid_file_path'))?.trim())
  if (!Number.isInteger(pid) || pid < 2) return undefined
  // The file of one that was killed stays; its number may be somebody else's by now.
  return readKernelText(`/proc/${String(pid)}/comm`)?.startsWith('exim') === true ? pid : undefined
}

/** It listens and configures itself anew. False when it does not run. @throws HubtrustError EXIM_PROGRAM_FAILED */
export async function reloadExim(): Promise<boolean> {
  const pid = await daemonProcess()
  if (pid === undefined) return false
  process.kill(pid, 'SIGHUP')
  return true
}
