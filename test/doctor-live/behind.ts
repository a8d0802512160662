/** The mail server behind a gateway under test: takes the PROXY v2 header and any sender, and relays for nobody. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import type { TestContext } from 'node:test'
import { readProxyV2 } from '../../src/lab/proxy-header.ts'
import { listen, type Listener } from '../../src/net/listen.ts'
import type { Socket } from '../../src/net/socket.ts'

export function openBehind(host: string): Promise<Listener> {
  return listen({ host, port: 0, onConnection: converse })
}

function converse(socket: Socket): void {
  let held = Buffer.alloc(0)
  let isGreeted = false
  socket.on('error', () => undefined)
  socket.on('end', () => socket.end())
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk])
    if (!isGreeted) {
      const header = readProxyV2(held)
      if (header.kind !== 'whole') return
      held = held.subarray(header.bytes)
      isGreeted = true
      socket.write('220 behind.corp.example ESMTP\r\n')
    }
    for (let end = held.indexOf('\n'); end >= 0; end = held.indexOf('\n')) {
      socket.write(answerTo(held.toString('latin1', 0, end)))
      held = held.subarray(end + 1)
    }
  })
}

function answerTo(line: string): string {
  if (/^EHLO/i.test(line)) return '250-behind.corp.example\r\n250 PIPELINING\r\n'
  if (/^RCPT/i.test(line)) return '554 5.7.1 Relay access denied\r\n'
  return /^QUIT/i.test(line) ? '221 2.0.0 Bye\r\n' : '250 2.0.0 Ok\r\n'
}

/** The same in a process of its own, which runs in a namespace; says its port. */
export async function openBehindIn(t: TestContext, entry: readonly string[], host: string): Promise<number> {
  const here = pathToFileURL(import.meta.filename).href
  const code = `import { openBehind } from ${JSON.stringify(here)}
    const { port } = await openBehind(${JSON.stringify(host)})
    process.stdout.write(String(port))
    process.stdin.resume().on('end', () => process.exit())`
  const [program, ...words] = [...entry, process.execPath, '--input-type=module', '-e', code]
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(async () => {
    const ended = child.exitCode === null ? once(child, 'close') : undefined
    child.stdin.end()
    await ended
  })
  const said: readonly unknown[] = await once(child.stdout, 'data')
  return Number(said[0])
}
