/** Carries out one step of a repair, or of its opposite. */
import type { RepairStep } from '../model/repair.ts'
import type { RepairTools } from './tools.ts'

/** @throws HubtrustError of the room that is changed: STORE_*, DIRECTORY_*, DISK_* */
export async function applyStep(step: RepairStep, tools: RepairTools): Promise<void> {
  switch (step.kind) {
    case 'services':
      tools.store.setServices(step.thumbprint, step.services)
      return
    case 'permissions':
      tools.permissions.write(step.path, step.permissions)
      return
    case 'publish':
      await (await tools.directory()).publish(step.server, Buffer.from(step.certificate, 'base64'))
      return
    case 'withdraw':
      await (await tools.directory()).withdraw(step.server, step.fingerprint)
  }
}
