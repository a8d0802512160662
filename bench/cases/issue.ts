import type { Case } from '../case.ts'
import { newPair } from '../certificates.ts'
import { commandOf } from '../packages.ts'
import { atLeast, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'

const OURS = 500
const THEIRS = 40

export const issue: Case = {
  name: 'issue',
  about:
    'Self-signed P-256 certificates with their keys: many in one process, as bulk enrolment does, beside one `openssl req -x509` each.',
  needs: ['openssl'],
  run: async ({ stage, rounds, many }) => {
    const openssl = commandOf('openssl')
    const key = stage.path('issue.key')
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30']
    const names = ['-subj', '/CN=hub1.corp.example', '-addext', 'subjectAltName=DNS:hub1.corp.example']
    const args = [...request, ...names, '-keyout', key, '-out', stage.path('issue.crt')]
    const figures = await interleave(['hubtrust', 'openssl'] as const, rounds, async (name) => {
      const count = many(name === 'hubtrust' ? OURS : THEIRS)
      const since = performance.now()
      for (let made = 0; made < count; made += 1) {
        if (name === 'hubtrust') newPair('hub1.corp.example', 'ec-p256')
        else await stage.run({ command: openssl, args, place: 'anywhere' })
      }
      return (count * 1_000) / (performance.now() - since)
    })
    return [
      rowOf({
        name: 'issue.rate',
        unit: 'a second',
        values: column(figures, 'hubtrust', (rate) => rate),
        peer: 'openssl req',
        peerValues: column(figures, 'openssl', (rate) => rate),
        goal: atLeast(10),
      }),
    ]
  },
}
