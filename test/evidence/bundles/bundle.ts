/** A bundle is a server's output with a trouble in it, what must be found, and the nearest that is healthy. */
import type { FindingId } from '../../../src/model/finding.ts'
import { collected, type Host } from './host.ts'
import { LANGUAGES, type Files, type Language } from './windows.ts'

export interface Bundle {
  readonly name: string
  readonly files: Files
  /** Causes, in the order of the report: findings that are no consequence of another. */
  readonly causes: readonly FindingId[]
  readonly exitCode: 0 | 1 | 2 | 3
  readonly neighbour: Files
}

export interface Trouble {
  readonly name: string
  readonly causes: readonly FindingId[]
  readonly exitCode: Bundle['exitCode']
  readonly host: Partial<Host>
  /** The same server without the trouble; the healthy one when left out. */
  readonly neighbour?: Partial<Host>
}

export function bundleOf({ name, causes, exitCode, host, neighbour = {} }: Trouble, language: Language): Bundle {
  return {
    name: `${name} (${language})`,
    files: collected({ language, ...host }),
    causes,
    exitCode,
    neighbour: collected({ language, ...neighbour }),
  }
}

/** The same trouble on servers in four languages. */
export function inEveryLanguage(trouble: (language: Language) => Trouble): readonly Bundle[] {
  return LANGUAGES.map((language) => bundleOf(trouble(language), language))
}
