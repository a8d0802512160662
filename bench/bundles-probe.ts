/**
 * All bundles of evidence, read and judged in this process, its start not counted. Prints one line of JSON.
 *
 *     node bench/bundles-probe.ts
 */
import { BUNDLES, reportsOf } from '../test/evidence/bundles/all.ts'

const since = performance.now()
let findings = 0
for (const { files } of BUNDLES) for (const report of await reportsOf(files)) findings += report.findings.length
console.log(JSON.stringify({ seconds: (performance.now() - since) / 1_000, bundles: BUNDLES.length, findings }))
