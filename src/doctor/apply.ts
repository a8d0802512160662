/** Carries out one step of a repair, or of its opposite. */
import type { RepairStep } from '../model/repair.ts'
import type { RepairTools } from './tools.ts'

/** @throws HubtrustError of the room that is changed: STORE_*, DIRECTORY_*, DISK_* */
export function applyStep(step: RepairStep, { store, directory, permissions }: RepairTools): void {
  switch (step.kind) {
    case 'services':
      store.setServices(step.thumbprint, step.services)
      return
    case 'permissions':
      permissions.write(step.path, step.permissions)
      return
    case 'publish':
      directory.publish(step.server, Buffer.from(step.certificate, 'base64'))
      return
    case 'withdraw':
      directory.withdraw(step.server, step.fingerprint)
  }
}
