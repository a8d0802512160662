/** The lab: only where the server belongs to one. */
import * as v from 'valibot'
import { text } from './shared.ts'

export const LabAnswer = v.object({
  root: text,
  servers: v.array(
    v.object({
      name: text,
      role: text,
      smtp: v.object({ host: text, port: v.number() }),
      submission: v.object({ host: text, port: v.number() }),
    }),
  ),
  breakages: v.array(
    v.object({
      cause: text,
      /** What `lab-break` is asked for. */
      short: text,
      /** What is done. */
      text,
      isBroken: v.boolean(),
      /** Where it shows. */
      server: text,
    }),
  ),
})
