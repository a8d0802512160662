import type { TestContext } from 'node:test'
import type { Host } from '../host.ts'

/** Makes a host that runs and lacks nothing; whatever it needs is gone after the test. */
export type Variant = (t: TestContext) => Promise<Host>
export type Variants = Readonly<Record<string, Variant>>
