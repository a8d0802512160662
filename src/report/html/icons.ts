/** Small drawings that say in shape what colour says, too. Words always stand beside them. */
import type { CheckState, TrustVerdict } from '../../model/finding.ts'
import type { Severity } from '../../model/finding/entry.ts'
import { html, type Html } from './markup.ts'

function icon(shape: Html): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${shape}</svg>`
}

const CHECKED = icon(html`<circle cx="8" cy="8" r="7" /><path class="cut" d="M4.5 8.2 7 10.7l4.6-5" />`)
const CROSSED = icon(html`<circle cx="8" cy="8" r="7" /><path class="cut" d="m5.3 5.3 5.4 5.4m0-5.4-5.4 5.4" />`)
const WARNING = icon(html`<path d="M8 1.2 15.4 14.5H.6Z" /><path class="cut" d="M8 6v4m0 1.6v.4" />`)
const DIAMOND = icon(html`<path d="M8 .8 15.2 8 8 15.2.8 8Z" /><path class="cut" d="M8 4.7v4m0 2v.4" />`)
const QUESTION = icon(
  html`<circle cx="8" cy="8" r="7" /><path class="cut" d="M6 6.2c.2-2.6 4.2-2.3 4 .2-.1 1.4-2 1.5-2 3m0 2v.4" />`,
)
const DASH = icon(html`<circle cx="8" cy="8" r="7" /><path class="cut" d="M5 8h6" />`)
const LETTER_I = icon(
  html`<rect x="1" y="1" width="14" height="14" rx="3" /><path class="cut" d="M8 7.2v4.4M8 4v.4" />`,
)

export const SEVERITY_ICONS: Readonly<Record<Severity, Html>> = {
  critical: CROSSED,
  high: DIAMOND,
  medium: WARNING,
  low: DASH,
  info: LETTER_I,
}

export const STATE_ICONS: Readonly<Record<CheckState, Html>> = {
  pass: CHECKED,
  fail: CROSSED,
  unknown: QUESTION,
  'not-applicable': DASH,
  'not-run': QUESTION,
  suppressed: DASH,
  error: WARNING,
}

export const VERDICT_ICONS: Readonly<Record<TrustVerdict, Html>> = {
  trusted: CHECKED,
  'not-trusted': CROSSED,
  unknown: QUESTION,
}
