/** The mail server behind a receive connector, as a session of the gateway meets it. */
import type { BackendFacts } from '../../model/facts.ts'
import { check, type Check } from '../check.ts'
import { briefly, isSilence } from '../handshakes.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'

const unreachable = check('connector.backend-unreachable', (view) =>
  view.backends
    .filter(({ reachable }) => !reachable)
    .map(({ connector, address, problem = '-' }) => ({
      subject: { connector },
      args: { connector, backend: address, problem: briefly(problem) },
      actual: problem,
      evidence: [seen(view, address, problem)],
    })),
)

const mismatch = check('connector.backend-mismatch', (view) =>
  troubled(view)
    .filter(({ problem }) => !isSilence(problem) && verbOf(problem) === undefined)
    .map(({ connector, address, problem }) => {
      const handoff = handoffOf(view, connector)
      return {
        subject: { connector },
        args: { connector, backend: address, handoff, answer: problem },
        confidence: 'strong',
        actual: problem,
        evidence: [seen(view, address, problem)],
      }
    }),
)

const silent = check('connector.backend-silent', (view) =>
  troubled(view)
    .filter(({ problem }) => isSilence(problem))
    .map(({ connector, address, problem }) => {
      const handoff = handoffOf(view, connector)
      return {
        subject: { connector },
        args: { connector, backend: address, handoff },
        confidence: 'strong',
        actual: problem,
        evidence: [seen(view, address, problem)],
      }
    }),
)

const trustsGateway = check('connector.backend-trusts-gateway', (view) =>
  troubled(view).flatMap(({ connector, address, problem }) => {
    const verb = verbOf(problem)
    if (verb === undefined) return []
    return [
      {
        subject: { connector },
        args: { connector, backend: address, verb },
        actual: problem,
        evidence: [seen(view, address, problem)],
      },
    ]
  }),
)

type Troubled = BackendFacts & { readonly problem: string }

/** There, and no session comes of it. */
function troubled(view: View): readonly Troubled[] {
  view.require('configuration')
  return view.backends.flatMap((backend) => {
    const { problem, reachable } = backend
    return !reachable || problem === undefined ? [] : [{ ...backend, problem }]
  })
}

/** `offers XCLIENT to peers of the gateway`: the gateway's own refusal, NET_BACKEND_TRUSTS_GATEWAY. */
function verbOf(problem: string): string | undefined {
  return /offers (XCLIENT|XFORWARD) to peers/.exec(problem)?.[1]
}

function handoffOf({ configuration }: View, connector: string): string {
  return configuration.gateway.receive.find(({ name }) => name === connector)?.handoff ?? '-'
}

const relays = check('connector.backend-relays', (view) =>
  view.backends
    .filter((backend) => backend.relays === true)
    .map(({ connector, address }) => ({
      subject: { connector },
      args: { connector, backend: address },
      expected: '554 5.7.1 Relay access denied',
      actual: '250',
      evidence: [seen(view, address, 'RCPT TO:<relay-test@relay-test.invalid>: 250')],
    })),
)

export const BACKEND_CHECKS: readonly Check[] = [unreachable, mismatch, silent, trustsGateway, relays]
