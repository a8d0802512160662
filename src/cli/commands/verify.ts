/** `verify HOST[:PORT]`: a real handshake with a peer, by the code that carries mail; both certificates, every step. */
import { failure } from '../../core/errors.ts'
import type { Directory } from '../../directory/contract.ts'
import { LIMITS } from '../../core/limits.ts'
import { padEnd } from '../../core/layout.ts'
import { verifyPeer, type VerifyStep } from '../../gateway/verify.ts'
import type { TrustView } from '../../gateway/trust-view.ts'
import { causeRemedy, causeSentence } from '../../model/event-text.ts'
import type { Address } from '../../model/configuration.ts'
import { lookupWithin } from '../../net/system-names.ts'
import type { Identity } from '../../net/tls.ts'
import { TrustIndex } from '../../trust/index.ts'
import type { Run } from '../command.ts'
import { publishedFingerprints, type Context } from '../context.ts'

const SMTP_PORT = 25
const LABEL_WIDTH = 18

export const run: Run = async (context, input) => {
  const address = addressOf(input.argument(0))
  const asked = input.text('server')
  const directory = await context.directory()
  const expected = asked ?? (directory.server(address.host) === undefined ? undefined : address.host.toLowerCase())
  if (asked !== undefined && directory.server(asked) === undefined)
    throw failure('DIRECTORY_UNKNOWN_SERVER', { name: asked })
  const identity = await ownIdentity(context)
  if (!context.isJson) {
    const server = expected ?? context.word('verify.anybody')
    context.out(context.word('verify.heading', { address: `${address.host}:${String(address.port)}`, server }))
  }
  if (identity === undefined) context.note(context.word('verify.own-missing'))
  const { trusted, steps } = await verifyPeer({
    address,
    ...(expected === undefined ? {} : { expected }),
    fqdn: context.configuration().server.name,
    identity,
    view: viewOf(context, directory),
    // Asked outside this process: a resolver that is silent would keep it alive after its answer.
    lookup: lookupWithin(LIMITS.connectMs),
    clock: context.clock,
    onStep: (step) => {
      if (!context.isJson) show(context, step)
    },
  })
  if (context.isJson) context.outJson({ address, server: expected ?? null, trusted, steps })
  else
    context.out(
      context.terminal.paint(
        trusted ? 'green' : 'red',
        context.word(trusted ? 'verify.trusted' : 'verify.not-trusted'),
      ),
    )
  return trusted ? 0 : 1
}

function addressOf(text: string): Address {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::(\d{1,5}))?$/i.exec(text)
  const port = Number(match?.[3] ?? SMTP_PORT)
  const host = match?.[1] ?? match?.[2]
  if (host !== undefined && port > 0 && port < 65_536) return { host, port }
  throw failure('CLI_USAGE_BAD_VALUE', {
    option: 'HOST:PORT',
    value: text,
    choices: 'HOST, HOST:PORT, [ADDRESS]:PORT',
    command: 'verify',
  })
}

/** The certificate a connection would show now; the same selection, and the same key. */
async function ownIdentity(context: Context): Promise<Identity | undefined> {
  const { inUse } = await context.selection('outbound')
  if (inUse === undefined) return undefined
  const store = context.store()
  const { fingerprint, thumbprint } = store.find(inUse)
  return { fingerprint, thumbprint, certificateDer: store.certificateDer(thumbprint), keyPem: store.keyPem(thumbprint) }
}

export function viewOf(context: Context, directory: Directory): TrustView {
  const { server, trust } = context.configuration()
  return {
    index: TrustIndex.build(directory.trustEntries()),
    isStale: false,
    expired: trust.expired,
    ownFingerprints: publishedFingerprints(directory, server.name),
    addresses: new Map(),
  }
}

function show(context: Context, { stage, passed, detail, cause }: VerifyStep): void {
  const { terminal, lang } = context
  const mark = passed ? terminal.paint('green', '✓') : terminal.paint('red', '✗')
  context.out(`${mark} ${padEnd(context.word(`verify.${stage}`), LABEL_WIDTH)} ${detail}`)
  if (cause === undefined) return
  context.out(`  ${context.word('general.cause', { cause: `${causeSentence(cause, {}, lang)} [${cause}]` })}`)
  context.out(`  ${context.word('general.remedy', { remedy: causeRemedy(cause, {}, lang) })}`)
}
