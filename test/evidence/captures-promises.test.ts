import assert from 'node:assert/strict'
import { promises } from './reader-promises.ts'
import { SAMPLES } from './samples-captures.ts'

assert.ok(SAMPLES.length > 0)
promises(SAMPLES)
