import assert from 'node:assert/strict'
import { promises } from './reader-promises.ts'
import { SAMPLES } from './samples-events.ts'

assert.ok(SAMPLES.length > 0)
promises(SAMPLES)
