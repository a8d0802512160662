/** Whole collections of output, from bytes to findings: each trouble is found, and its healthy neighbour is left alone. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeText } from '../../src/evidence/code-pages.ts'
import { detectEncoding } from '../../src/evidence/encoding.ts'
import type { Finding, Report } from '../../src/model/finding.ts'
import { BUNDLES, reportsOf } from './bundles/all.ts'
import { collected, OWN } from './bundles/host.ts'
import { eventLogList, saved, type Files } from './bundles/windows.ts'

function causesOf({ findings }: Report): readonly string[] {
  return findings.filter(({ causedBy }) => causedBy === undefined).map(({ id }) => id)
}

function alarmsOf({ findings }: Report): readonly string[] {
  return findings.filter(({ severity }) => ['medium', 'high', 'critical'].includes(severity)).map(({ id }) => id)
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return decodeText(bytes, detectEncoding(bytes)).replaceAll('\ufeff', '').split(/\r?\n/)
}

function assertQuotesAreThere(finding: Finding, files: Files): void {
  for (const { source, line, quote } of finding.evidence) {
    const bytes = files[source]
    assert.ok(bytes !== undefined, `${finding.id} rests on ${source}, which is no file of the bundle`)
    if (line === undefined) continue
    const text = linesOf(bytes)[line - 1]
    assert.ok(text !== undefined, `${finding.id}: ${source} has no line ${String(line)}`)
    if (quote !== undefined)
      assert.ok(text.includes(quote.trim()), `${finding.id}: ${source}:${String(line)} is ${text}, not ${quote}`)
  }
}

describe('bundles of evidence', () => {
  test('are sixty and more, each with a name of its own', () => {
    assert.ok(BUNDLES.length >= 60, `only ${String(BUNDLES.length)}`)
    assert.equal(new Set(BUNDLES.map(({ name }) => name)).size, BUNDLES.length)
  })

  for (const { name, files, causes, exitCode, neighbour } of BUNDLES) {
    test(`${name}: ${causes.join(', ')}`, async () => {
      const [report, ...others] = await reportsOf(files)
      assert.ok(report !== undefined)
      assert.deepEqual(others, [])
      assert.deepEqual(causesOf(report), causes)
      assert.equal(report.exitCode, exitCode)
      for (const finding of report.findings) assertQuotesAreThere(finding, files)
      const [first] = report.findings
      assert.ok((first?.evidence.length ?? 0) > 0, 'the cause rests on no line')
    })

    test(`${name}: its neighbour is healthy`, async () => {
      for (const report of await reportsOf(neighbour)) {
        assert.deepEqual(alarmsOf(report), [])
        for (const finding of report.findings) assertQuotesAreThere(finding, neighbour)
      }
    })
  }

  for (const name of ['events.txt', 'events.log'])
    for (const language of ['en', 'ja'] as const)
      test(`Get-EventLog as a list in ${name} (${language}) is explained by SMTP that is missing`, async () => {
        const files = collected({
          language,
          certificates: [{ ...OWN, services: 'IIS' }],
          more: { [name]: saved(eventLogList(language, [{ id: 1037 }]), language === 'ja' ? 'cp932' : 'utf-16le') },
        })
        const [report] = await reportsOf(files)
        const [finding] = report?.findings.filter(({ id }) => id === 'services.smtp-not-enabled') ?? []
        assert.ok(finding !== undefined)
        const [event, ...others] = report?.symptoms ?? []
        assert.equal(event?.id, 'event.1037')
        assert.ok(event.explainedBy.includes(finding.key))
        assert.deepEqual(others, [])
      })

  test('are read and judged in one go', async (t) => {
    const began = process.hrtime.bigint()
    for (const { files } of BUNDLES) await reportsOf(files)
    const ms = Number(process.hrtime.bigint() - began) / 1e6
    t.diagnostic(`${String(BUNDLES.length)} bundles in ${ms.toFixed(0)} ms`)
  })
})
