/**
 * Text of an ExTRA trace of the transport: lines with a component and a tag (`Transport\Certificate`) and whatever was said there.
 * How the line is laid out depends on the tool that made text of the trace; only the words are read.
 */
import type { Head, Reader } from './contract.ts'
import { eachLine, quoteOf } from './lines.ts'
import { SessionSink } from './session-sink.ts'
import { digitsIn, refusalIn, type SaidOutcome } from './session-words.ts'

const TAG =
  /\b(Common|NetworkingLayer|Transport|SmtpReceive|SmtpSend|EdgeSync)(?:\\|[,;\t ]{1,4})(Certificate(?:Validation)?|SmtpReceive|SmtpSend|DirectTrust)(?![\w/\\])/
const TAGS = new RegExp(TAG.source, 'g')
const TIME = /\b(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?)(Z?)/
const THUMBPRINT = /(?<![0-9A-Fa-f])([0-9A-Fa-f]{40})(?![0-9A-Fa-f])/
const ADDRESS = /(?<![\d.])((?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?)(?![\d.])/
const SUBJECT = /\bCN=[^,;'"\r\n]{1,200}/
const RESULTS: readonly (readonly [pattern: RegExp, outcome: SaidOutcome['outcome']])[] = [
  [/direct ?trust\b.{0,80}\b(?:fail|reject|refus)\w*.*/i, 'refused'],
  [/direct ?trust\b.{0,80}\b(?:authenticated|succeeded).*/i, 'trusted'],
  [/TLS negotiation failed.*/i, 'failed'],
]
const RECOGNISED_MIN = 3

export const extraTraceReader: Reader = {
  id: 'extra-trace',
  recognise: ({ text = '' }: Head) => {
    if (text.startsWith('<')) return 0
    const count = text.match(TAGS)?.length ?? 0
    return count >= RECOGNISED_MIN || (count > 0 && text.split('\n').length <= RECOGNISED_MIN) ? 78 : 0
  },
  read: async (source, findings) => {
    const sink = new SessionSink(source, findings)
    await eachLine(source, findings, ({ text, line }) => {
      if (!TAG.test(text)) return
      const time = timeIn(text)
      if (time !== undefined) sink.saw(time)
      const thumbprint = THUMBPRINT.exec(text)?.[1]
      const said = resultIn(text)
      if (said === undefined) return
      const remote = ADDRESS.exec(text)?.[1]
      const subject = SUBJECT.exec(text)?.[0].trim()
      sink.put({
        kind: 'session',
        evidence: { source: source.name, line, quote: quoteOf(text) },
        direction: /outbound|SmtpSend|SmtpOut/i.test(text) ? 'outbound' : 'inbound',
        session: `line ${String(line)}`,
        ...(remote === undefined ? {} : { remote }),
        ...(time === undefined ? {} : { startedAt: time }),
        ...(thumbprint === undefined ? {} : { receivedThumbprint: digitsIn(thumbprint) }),
        ...(subject === undefined ? {} : { receivedSubject: subject }),
        ...said,
      })
    })
    sink.finish('ExTRA')
  },
}

function timeIn(text: string): string | undefined {
  const [, date, clock, zone = ''] = TIME.exec(text) ?? []
  return date === undefined || clock === undefined ? undefined : `${date}T${clock}${zone}`
}

function resultIn(text: string): SaidOutcome | undefined {
  for (const [pattern, outcome] of RESULTS) {
    const words = pattern.exec(text)?.[0]
    if (words !== undefined) return outcome === 'trusted' ? { outcome } : { outcome, error: words.slice(0, 300) }
  }
  return refusalIn(text)
}
