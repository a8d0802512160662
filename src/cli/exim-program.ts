/** Exim's own programs, as Debian installs them, asked and told. */
import { failure } from '../core/errors.ts'
import { readKernelText, readTextIfPresent } from '../disk/files.ts'
import { askProgram, programProblem } from '../net/program.ts'

const PROGRAM_MS = 20_000
const PROGRAM = 'exim4'

/** What it printed. @throws HubtrustError EXIM_PROGRAM_FAILED */
export async function toldExim(program: string, words: readonly string[]): Promise<string> {
  const answer = await askProgram({ program, words, withinMs: PROGRAM_MS })
  const reason = programProblem(answer)
  if (reason === undefined && answer.kind === 'ended') return answer.stdout
  throw failure('EXIM_PROGRAM_FAILED', { program: [program, ...words].join(' '), reason: reason ?? '-' })
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
export async function expanded(text: string): Promise<string> {
  const answer = await askProgram({ program: PROGRAM, words: ['-be', text], withinMs: PROGRAM_MS })
  return programProblem(answer) ?? (answer.kind === 'ended' ? answer.stdout.trim() : '')
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
