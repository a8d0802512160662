/** PEM (RFC 7468), read generously as tools write it, bounded, with the line of any damage. */
import { failure } from '../core/errors.ts'

export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string
  readonly der: Uint8Array
  /** The block as it was written, line endings made one. */
  readonly text: string
  /** Where it begins, counted from 1. */
  readonly line: number
}

const BLOCKS_MAX = 1_000
const BEGIN = /^-----BEGIN ([A-Z0-9 ]{1,64})-----\s*$/
const END = /^-----END ([A-Z0-9 ]{1,64})-----\s*$/

/** Text around the blocks is ignored. @throws HubtrustError X509_PEM_DAMAGED */
export function readPem(text: string): readonly PemBlock[] {
  const lines = text.split(/\r\n|\r|\n/)
  const blocks: PemBlock[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const label = BEGIN.exec(lines[at] ?? '')?.[1]
    if (label === undefined) continue
    if (blocks.length >= BLOCKS_MAX) throw damaged(at + 1, `more than ${BLOCKS_MAX} blocks`)
    const end = lines.findIndex((line, index) => index > at && (END.test(line) || BEGIN.test(line)))
    if (end < 0 || END.exec(lines[end] ?? '')?.[1] !== label) throw damaged(at + 1, `the block "${label}" does not end`)
    blocks.push(readBlock(label, lines.slice(at + 1, end), at + 1))
    at = end
  }
  return blocks
}

function readBlock(label: string, body: readonly string[], line: number): PemBlock {
  // Encrypted keys of old OpenSSL carry headers (RFC 1421) before an empty line.
  const headers = body.some((text) => text.includes(':')) ? body.findIndex((text) => text.trim() === '') + 1 : 0
  const bad = body.findIndex((text, at) => at >= headers && !/^[A-Za-z0-9+/=\s]*$/.test(text))
  if (bad >= 0) throw damaged(line + 1 + bad, 'a character that is not base64')
  const base64 = body.slice(headers).join('').replace(/\s/g, '')
  const der = Buffer.from(base64, 'base64')
  if (base64 === '' || der.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) {
    throw damaged(line, `the block "${label}" is not whole base64`)
  }
  const text = `-----BEGIN ${label}-----\n${body.map((part) => `${part.trimEnd()}\n`).join('')}-----END ${label}-----\n`
  return { label, der, text, line }
}

function damaged(line: number, reason: string) {
  return failure('X509_PEM_DAMAGED', { line, reason })
}

export function writePem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
