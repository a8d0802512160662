/** What a repair may touch, handed in by whoever runs the doctor: nothing else of the machine is within its reach. */
import type { Directory } from '../directory/contract.ts'
import type { Permissions } from '../model/repair.ts'
import type { Role } from '../model/server.ts'
import type { CertificateStore } from '../store/contract.ts'

export interface RepairTools {
  readonly store: CertificateStore
  /** Opened by the first repair that needs it. @throws HubtrustError DIRECTORY_* */
  readonly directory: () => Promise<Directory>
  /** This server in the directory. */
  readonly server: { readonly name: string; readonly roles: readonly Role[] }
  readonly permissions: {
    /** Undefined when there is no such file. */
    read(path: string): Permissions | undefined
    /** @throws HubtrustError DISK_WRITE_FAILED */
    write(path: string, permissions: Permissions): void
    /** `0640 root:hubtrust` */
    text(permissions: Permissions): string
  }
}
