/** Sockets on which programs of this machine ask: opened all together or not at all. Decides nothing. */
import { dirname } from 'node:path'
import { HubtrustError } from '../core/errors.ts'
import { groupIdOf } from '../disk/accounts.ts'
import { changeMode, changeOwner, fileExists, makeFolder, removeFile } from '../disk/files.ts'
import type { Place } from '../model/configuration.ts'
import type { Raise } from '../model/events.ts'
import { openDoor, type Door } from '../net/door.ts'
import { isInherited } from '../net/inherited.ts'
import type { Socket } from '../net/socket.ts'

/** Postfix opens one for each of its processes, 100 of a kind unless told otherwise (default_process_limit). */
const CONNECTIONS_MAX = 10_000

export interface Service {
  readonly kind: string
  /** Shown in events. */
  readonly name: string
  readonly place: Place
  /** Who may open a socket that is a file, beside its owner. */
  readonly group: string
  readonly onConnection: (socket: Socket) => void
}

export class Services {
  readonly #raise: Raise
  readonly #sockets = new Set<Socket>()
  #services: readonly Service[] = []
  #doors: readonly { readonly kind: string; readonly door: Door }[] = []

  constructor(raise: Raise) {
    this.#raise = raise
  }

  /** Where those of a kind answer: `unix:/path` or `host:port`. */
  namesOf(kind: string): readonly string[] {
    return this.#doors.filter((one) => one.kind === kind).map(({ door }) => door.name)
  }

  /** False when somebody has taken the file of a socket away: nobody can ask there any more. */
  get isWhole(): boolean {
    return this.#services.every(({ place }) => place.kind !== 'file' || fileExists(place.path))
  }

  /** Answers there in place of where it did, or goes on as before. @throws HubtrustError NET_*, DISK_WRITE_FAILED */
  async replace(services: readonly Service[]): Promise<void> {
    const before = this.#services
    this.close()
    try {
      await this.#open(services)
    } catch (error) {
      this.close()
      await this.#open(before).catch(() => {
        this.close()
      })
      throw error
    }
  }

  async #open(services: readonly Service[]): Promise<void> {
    this.#services = services
    for (const { kind, name, place, group: groupName, onConnection } of services) {
      const group = groupIdOf(groupName)
      try {
        // Who made a socket that was handed over has said who may open it.
        const path = place.kind === 'file' && !isInherited(place) ? place.path : undefined
        if (path !== undefined) makeRoom(path, group)
        const door = await openDoor(place, (socket) => {
          this.#admit(socket, onConnection)
        })
        this.#doors = [...this.#doors, { kind, door }]
        if (path !== undefined) admit(path, group)
      } catch (error) {
        if (error instanceof HubtrustError) {
          const address = place.kind === 'file' ? place.path : `${place.host}:${String(place.port)}`
          this.#raise({ id: 30007, args: { connector: name, address, reason: error.message } })
        }
        throw error
      }
    }
  }

  #admit(socket: Socket, onConnection: Service['onConnection']): void {
    if (this.#sockets.size >= CONNECTIONS_MAX) {
      socket.destroy()
      return
    }
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    onConnection(socket)
  }

  /** Stops accepting; connections that are open are answered on, for Postfix takes a closed one for a broken table. */
  close(): void {
    for (const { door } of this.#doors) door.close()
    this.#doors = []
  }

  /** Lets go of everybody. */
  end(): void {
    this.close()
    for (const socket of this.#sockets) socket.destroy()
  }
}

/** What one that was killed has left behind is taken away. */
function makeRoom(path: string, group: number | undefined): void {
  if (!fileExists(dirname(path))) makeFolder(dirname(path), { mode: 0o750, group })
  removeFile(path)
}

function admit(path: string, group: number | undefined): void {
  if (group !== undefined) changeOwner(path, -1, group)
  changeMode(path, 0o660)
}
