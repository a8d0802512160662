/**
 * Others' readers over one file, in a process of its own, printed as JSON.
 *
 *     node bench/evidence-peer.ts nothing|csv-parse|winevtx FILE
 */
import { createReadStream, readFileSync } from 'node:fs'
import { parse } from 'csv-parse'
import { parseEvtxFile } from 'winevtx'

const [kind = '', file = ''] = process.argv.slice(2)
let records = 0
const since = performance.now()
if (kind === 'csv-parse') {
  const rows = createReadStream(file).pipe(parse({ bom: true, columns: true }))
  for await (const row of rows) if (row !== undefined) records += 1
} else if (kind === 'winevtx') {
  for (const { recordID } of parseEvtxFile(readFileSync(file))) if (recordID > 0) records += 1
}
const seconds = (performance.now() - since) / 1_000
const peakMegabytes = process.resourceUsage().maxRSS / 1_024
console.log(JSON.stringify({ seconds, peakMegabytes, records }))
