/**
 * `certutil -store my` and `-store -v my`, in any language: thumbprint, dates, names and the key's container by their shapes. The
 * unique container name is the name of the key file.
 *
 * Blocks of other stores than `my` are passed over.
 */
import type { Evidence } from '../model/facts.ts'
import { CertificateDrafts } from './certificate-drafts.ts'
import { newBlock, takeLine, type Block } from './certutil-block.ts'
import { OTHER_STORES } from './certutil-labels.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'
import type { CertificateObservation, KeyContainerObservation } from './observation.ts'
import { promptOf } from './prompt.ts'

/** `================ Certificate 0 ================`, in any language. */
const BLOCK = /^={8,40} \P{Cc}{1,40}? \d{1,5} ={8,40}\s*$/u
const LINES_MAX = 20_000
/** certutil prints no longer ones, but for dumps of extensions. */
const LINE_CHARS_MAX = 4096

function recognise({ text = '' }: Head): number {
  if (!/^={8,40} .{1,40} \d{1,5} ={8,40}[ \t]*\r?$/m.test(text))
    return /^[^\r\n>]{0,300}>[ \t]*certutil\s.{0,200}-store\b/im.test(text) ? 30 : 0
  return /\(sha1\)\s*[:：]/i.test(text) || /CERT_(?:SHA1_)?HASH_PROP_ID/.test(text) ? 90 : 0
}

export const certutilReader: Reader = {
  id: 'certutil-store',
  recognise,
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

class Reading {
  readonly #source: ByteSource
  readonly #findings: Findings
  readonly #drafts: CertificateDrafts
  #block: Block | undefined
  #isOtherStore = false

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
    this.#drafts = new CertificateDrafts(source, findings)
  }

  take(line: TextLine): void {
    if (line.text.length > LINE_CHARS_MAX) return
    const prompt = promptOf(line.text)
    if (prompt !== undefined) {
      this.#close()
      const store = /-store\s+(?:-\S+\s+)*"?([\w-]+)/i.exec(prompt.command)?.[1] ?? ''
      this.#isOtherStore = OTHER_STORES.test(store) || /\s-user\b/i.test(prompt.command)
    } else if (BLOCK.test(line.text)) {
      this.#close()
      this.#block = newBlock(line)
    } else if (this.#block === undefined) {
      if (/^\w+(?:\s+".*")?\s*$/u.test(line.text)) this.#isOtherStore = OTHER_STORES.test(line.text)
    } else if ((this.#block.lines += 1) <= LINES_MAX) takeLine(this.#block, line, this.#evidence(line))
  }

  finish(): void {
    this.#close()
    this.#drafts.finish()
  }

  #evidence({ line, text }: TextLine): Evidence {
    return { source: this.#source.name, line, quote: quoteOf(text) }
  }

  #close(): void {
    const block = this.#block
    this.#block = undefined
    if (block === undefined || this.#isOtherStore) return
    const thumbprint = block.thumbprintText === '' ? undefined : block.thumbprintText
    if (thumbprint !== undefined && block.thumbprint !== undefined) {
      const certificate = certificateOf(block, thumbprint, this.#evidence(block.thumbprint))
      this.#drafts.add({ certificate, notBefore: block.dates[0], notAfter: block.dates[1] })
    }
    if (block.container !== undefined || block.uniqueName !== undefined || block.works !== undefined)
      this.#findings.observed(
        keyOf(block, thumbprint, this.#evidence(block.uniqueName?.line ?? block.thumbprint ?? block.line)),
      )
    else if (thumbprint === undefined)
      this.#findings.problem({
        evidence: this.#evidence(block.line),
        problem: 'not-understood',
        args: { what: quoteOf(block.line.text) },
      })
  }
}

function certificateOf(block: Block, thumbprint: string, evidence: Evidence): CertificateObservation {
  const [issuer, subject] = block.names.map((parts) => parts.join(', '))
  const { serialNumber, keySizeBits, friendlyName, container, provider } = block
  const hasKey = container !== undefined || block.uniqueName !== undefined
  return {
    kind: 'certificate',
    from: 'store',
    evidence,
    thumbprint,
    ...(subject === undefined ? {} : { subject }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(block.domains.length === 0 ? {} : { domains: block.domains }),
    ...(hasKey ? { hasPrivateKey: true } : block.hasNoProvider ? { hasPrivateKey: false } : {}),
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(keySizeBits === undefined ? {} : { publicKeySizeBits: keySizeBits }),
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(container === undefined ? {} : { container }),
    ...(provider === undefined ? {} : { provider }),
  }
}

function keyOf(block: Block, thumbprint: string | undefined, evidence: Evidence): KeyContainerObservation {
  const { serialNumber, container, uniqueName, provider, isMachineKey, works } = block
  return {
    kind: 'key-container',
    evidence,
    ...(thumbprint === undefined ? {} : { thumbprint }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(container === undefined ? {} : { container }),
    ...(uniqueName === undefined ? {} : { uniqueName: uniqueName.name.toLowerCase() }),
    ...(provider === undefined ? {} : { provider }),
    ...(isMachineKey === undefined ? {} : { isMachineKey }),
    ...(works === undefined ? {} : { works }),
  }
}
