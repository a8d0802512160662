/**
 * The report as one HTML file: no network, nothing remembered, both languages in it, its own JSON inside. A content
 * security policy lets run only the one style and the one script that are part of it, by their hashes.
 */
import { createHash } from 'node:crypto'
import type { Finding, Report } from '../model/finding.ts'
import { say } from '../model/words.ts'
import { anchorOf, card } from './html/findings.ts'
import { VERDICT_ICONS, SEVERITY_ICONS } from './html/icons.ts'
import { both, heading, word } from './html/languages.ts'
import {
  baselineSection,
  checksSection,
  evidenceSection,
  suppressedSection,
  symptomSection,
  unseenSection,
} from './html/lists.ts'
import { timelineSection } from './html/timeline.ts'
import { matrixSection } from './html/matrix.ts'
import { html, jsonElement, scriptElement, styleElement, type Html } from './html/markup.ts'
import { SCRIPT } from './html/script.ts'
import { selectionSection } from './html/selection.ts'
import { STYLE } from './html/style.ts'
import { reportShape } from './json.ts'
import { productText } from './timeline.ts'
import type { Manner } from './manner.ts'
import { outlineOf, type Outline } from './outline.ts'
import { instant, serverName, tally, titleOf, verdictSentence } from './phrases.ts'

const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

export function htmlReport(report: Report, { lang }: Pick<Manner, 'lang'>): string {
  const outline = outlineOf(report)
  const page = html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="Hubtrust ${report.version}" />
        <title>${pageTitle(report, lang)}</title>
        ${styleElement(STYLE)}
      </head>
      <body>
        ${topOf(report, lang)}
        <main>
          ${verdictSection(report, outline)} ${findingsSection('causes', outline.causes, report)}
          ${findingsSection('lesser', outline.lesser, report)} ${matrixSection(report)} ${unseenSection(outline)}
          ${timelineSection(report)} ${symptomSection(report)} ${baselineSection(report)}
          ${suppressedSection(outline, report)} ${selectionSection(report)} ${evidenceSection(report)}
          ${checksSection(report, outline)}
        </main>
        <footer><p>${both((each) => say(each, 'report.self-contained', { schema: report.schema }))}</p></footer>
        <p id="status" class="vh" role="status"></p>
        ${jsonElement(reportShape(report, lang))} ${scriptElement(SCRIPT)}
      </body>
    </html> `
  return `${page.toString().trim()}\n`
}

function pageTitle(report: Report, lang: Manner['lang']): string {
  return `${serverName(report, lang)}: ${say(lang, `verdict.${report.verdict}`)} – ${say(lang, 'report.title')}`
}

function topOf(report: Report, lang: Manner['lang']): Html {
  const button = (language: Manner['lang'], name: string): Html =>
    html`<button type="button" data-lang="${language}" lang="${language}" aria-pressed="${String(language === lang)}">
      ${name}
    </button>`
  return html`<a class="skip" href="#verdict">${word('report.skip')}</a>
    <p id="title" hidden>${both((each) => pageTitle(report, each))}</p>
    <header class="bar">
      <p class="brand">${word('report.title')}</p>
      <div class="languages" role="group" aria-labelledby="languages" data-needs-script hidden>
        <span class="vh" id="languages">${word('report.language')}</span>${button('en', 'English')}${button(
          'ja',
          '日本語',
        )}
      </div>
    </header>`
}

function verdictSection(report: Report, outline: Outline): Html {
  const { verdict, takenAt, subject, version, exitCode } = report
  const english = tally(report, outline, 'en')
  const japanese = tally(report, outline, 'ja')
  const about = [
    ['report.server', both((lang) => serverName(report, lang))],
    ['report.taken-at', html`<time datetime="${takenAt}">${instant(takenAt)}</time>`],
    ['report.source', word(`source.${subject.source}`)],
    ['report.version', html`${version}`],
    ...(subject.product === undefined ? [] : [['report.product', both((lang) => productText(report, lang))] as const]),
  ] as const
  return html`<section id="verdict" class="panel verdict ${verdict}" tabindex="-1" aria-labelledby="sentence">
    <p class="word">${VERDICT_ICONS[verdict]} ${word(`verdict.${verdict}`)}</p>
    <h1 id="sentence">${both((lang) => verdictSentence(report, outline, lang))}</h1>
    ${exitCode === 4 ? html`<p class="tone fail">${word('verdict.not-repaired')}</p>` : undefined}
    ${
      english.length === 0
        ? undefined
        : html`<ul class="tally">
            ${english.map((count, at) => html`<li>${both((lang) => (lang === 'en' ? count : (japanese[at] ?? count)))}</li>`)}
          </ul>`
    }
    <dl class="about">
      ${about.map(
        ([label, value]) =>
          html`<div>
            <dt>${word(label)}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${contents(outline)}
  </section>`
}

/** Links to the findings, when there are several to choose from. */
function contents({ causes, lesser }: Outline): Html | undefined {
  const findings = [...causes, ...lesser]
  if (findings.length < 2) return undefined
  return html`<nav class="contents" aria-labelledby="contents">
    <h2 class="vh" id="contents">${word('report.contents')}</h2>
    <ol>
      ${findings.map(
        (finding) =>
          html`<li class="${finding.severity}">
            <span class="tone">${SEVERITY_ICONS[finding.severity]}</span>
            <a href="#${anchorOf(finding)}">${both((lang) => titleOf(finding, lang))}</a>
          </li>`,
      )}
    </ol>
  </nav>`
}

function findingsSection(name: 'causes' | 'lesser', findings: readonly Finding[], report: Report): Html | undefined {
  if (findings.length === 0) return undefined
  return html`<section aria-labelledby="${name}">
    <h2 id="${name}">${heading(`report.${name}`)} <span class="count">${findings.length}</span></h2>
    ${findings.map((finding) => card(finding, report, name === 'causes'))}
  </section>`
}
