/**
 * What a host says its name is: `ipconfig /all`, `hostname`, `systeminfo`, `nslookup` and `reg query`, one after the other in one file
 * or alone, each known by its own shape.
 */
import type { Head, Reader } from './contract.ts'
import { IpconfigScanner, isIpconfig } from './ipconfig.ts'
import { eachLine } from './lines.ts'
import { nameSink, type NameScanner } from './name-sink.ts'
import { isNslookup, NslookupScanner } from './nslookup.ts'
import { promptOf } from './prompt.ts'
import { isRegistry, RegistryScanner } from './registry-keys.ts'
import { isHostName, isSystemInfo, SystemInfoScanner } from './systeminfo.ts'

function recognise({ text = '' }: Head): number {
  if (text.startsWith('<')) return 0
  if (isIpconfig(text) || isRegistry(text)) return 88
  if (isNslookup(text) || isSystemInfo(text)) return 85
  if (isHostName(text)) return 20
  return /^[^\r\n]*>\s*(?:hostname|ipconfig)\b/im.test(text) ? 40 : 0
}

export const namesReader: Reader = {
  id: 'host-names',
  recognise,
  read: async (source, findings) => {
    const put = nameSink(source, findings)
    const ipconfig = new IpconfigScanner(put)
    const scanners: readonly NameScanner[] = [
      ipconfig,
      new SystemInfoScanner(put),
      new NslookupScanner(put),
      new RegistryScanner(put, source, findings),
    ]
    let lines = 0
    let only = { text: '', line: 0 }
    await eachLine(source, findings, (line) => {
      if (line.text.trim() !== '') {
        lines += 1
        only = line
      }
      if (promptOf(line.text) !== undefined) ipconfig.end()
      for (const scanner of scanners) scanner.push(line)
    })
    for (const scanner of scanners) scanner.end()
    if (lines === 1 && isHostName(only.text)) put(only, { what: 'host-name', value: only.text.trim() })
  },
}
