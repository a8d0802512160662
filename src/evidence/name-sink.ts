/** Where the scanners of names put what they read: each with its line. */
import type { ByteSource, Findings } from './contract.ts'
import { quoteOf, type TextLine } from './lines.ts'
import type { NameObservation } from './observation.ts'

export interface ReadName {
  readonly what: NameObservation['what']
  readonly value: string
  readonly asked?: string | undefined
  readonly failed?: boolean
}

/** A part of a text that scans line by line, and is told when it ends. */
export interface NameScanner {
  push(line: TextLine): void
  end(): void
}

/** Puts one name, read from one line. */
export type NameSink = (line: TextLine, name: ReadName) => void

/** More names than any machine has; the rest is like them. */
const NAMES_MAX = 10_000

export function nameSink(source: ByteSource, findings: Findings): NameSink {
  let count = 0
  return ({ text, line }, { what, value, asked, failed }) => {
    count += 1
    if (count > NAMES_MAX) return
    findings.observed({
      kind: 'name',
      evidence: { source: source.name, line, quote: quoteOf(text) },
      what,
      value,
      ...(asked === undefined ? {} : { asked }),
      ...(failed === undefined ? {} : { failed }),
    })
  }
}

const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/
const IPV6 = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}(?:(?:\d{1,3}\.){3}\d{1,3})?$/i

/** The address in what a tool prints of it: `10.0.0.1(Preferred)`, `fe80::1%12(優先)`. */
export function addressIn(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/\s*[(（].*[)）]$/, '')
    .replace(/%\w+$/, '')
  return IPV4.test(bare) || IPV6.test(bare) ? bare : undefined
}
