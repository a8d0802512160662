/** What became of the lab's letters, as the lab writes it down; told to whoever follows the console of one of its servers. */
import { join } from 'node:path'
import * as v from 'valibot'
import { LIVE } from '../console/contract/events.ts'
import { tailOf } from '../disk/append.ts'

const LOOK_MS = 300

export type LabMail = v.InferOutput<typeof LIVE.mail>

export function followLabMail(root: string, onMail: (mail: LabMail) => void): { close(): void } {
  const tail = tailOf(join(root, 'mail.jsonl'), join(root, 'mail.1.jsonl'), 'end')
  const timer = setInterval(() => {
    for (const line of tail.read()) {
      const mail = v.safeParse(LIVE.mail, parsed(line))
      if (mail.success) onMail(mail.output)
    }
  }, LOOK_MS).unref()
  return {
    close: () => {
      clearInterval(timer)
    },
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Cut short.
    return undefined
  }
}
