import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TrustIndex } from '../../src/trust/index.ts'
import { verdictBy } from '../../src/trust/verdict.ts'
import { NO_TRUST } from '../../src/trust/view.ts'

const SERVER = 'hub2.corp.example'
const FINGERPRINT = 'AB'.repeat(32)
const SHOWN = { digest: Buffer.from(FINGERPRINT, 'hex'), nowMs: 1_000 }
const READ = { ...NO_TRUST, index: TrustIndex.build([{ server: SERVER, fingerprints: [FINGERPRINT] }]) }

test('before the directory was read nobody is trusted, and nobody is refused for good', () => {
  assert.deepEqual(verdictBy(NO_TRUST, SHOWN), { kind: 'refused', reason: 'directory-stale' })
})

test('a view decides by everything it holds: index, age, own certificates, what to do about expiry', () => {
  const expired = { ...SHOWN, notAfterMs: 999 }
  assert.deepEqual(verdictBy(READ, SHOWN), { kind: 'trusted', server: SERVER, warnings: [] })
  assert.deepEqual(verdictBy(READ, expired), { kind: 'trusted', server: SERVER, warnings: ['expired'] })
  const refusals = [
    [{ ...READ, isStale: true }, SHOWN, 'directory-stale'],
    [{ ...READ, ownFingerprints: [FINGERPRINT] }, SHOWN, 'own-certificate'],
    [{ ...READ, expired: 'refuse' }, expired, 'expired'],
    [READ, { ...SHOWN, expected: 'hub3.corp.example' }, 'wrong-server'],
    [READ, { ...SHOWN, digest: undefined }, 'no-certificate'],
  ] as const
  for (const [view, shown, reason] of refusals) {
    const found = verdictBy(view, shown)
    assert.equal(found.kind === 'refused' ? found.reason : found.kind, reason)
  }
})
