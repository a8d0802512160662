/** Events and causes as sentences, in English and Japanese. */
import { fill, printable, type Lang, type Value } from '../core/text.ts'
import { CAUSE_TEXTS, PLACEHOLDERS, PROOF_LABELS } from './cause-texts.ts'
import { EVENTS, type EventRecord } from './events.ts'
import type { Cause } from './findings.ts'

type Proof = Readonly<Record<string, Value>>

/** The event itself, in one line: what a peer wrote must not look like an event of its own. */
export function eventSentence({ id, args }: Pick<EventRecord, 'id' | 'args'>, lang: Lang): string {
  return oneLine(fill(EVENTS[id].text[lang], args))
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ')
}

/** The cause, and the facts it rests on. */
export function causeSentence(cause: Cause, proof: Proof, lang: Lang): string {
  const sentence = CAUSE_TEXTS[cause].sentence[lang]
  const facts = Object.entries(proof).map(
    ([name, value]) => `${PROOF_LABELS[name]?.[lang] ?? name}: ${oneLine(printable(String(value)))}`,
  )
  if (facts.length === 0) return sentence
  return lang === 'ja' ? `${sentence}(${facts.join('、')})` : `${sentence} (${facts.join('; ')})`
}

/** What to do, with the commands to type. */
export function causeRemedy(cause: Cause, proof: Proof, lang: Lang): string {
  return fill(CAUSE_TEXTS[cause].remedy[lang], { ...PLACEHOLDERS, ...proof })
}
