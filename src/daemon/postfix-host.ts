/**
 * The services for Postfix, in the first process whatever the number of workers: it holds the index, and answers far
 * more questions than Postfix asks. Decides nothing.
 */
import { dirname } from 'node:path'
import { HubtrustError } from '../core/errors.ts'
import { groupIdOf } from '../disk/accounts.ts'
import { changeMode, changeOwner, fileExists, makeFolder, removeFile } from '../disk/files.ts'
import type { Configuration, Place, PostfixServices } from '../model/configuration.ts'
import { openDoor, type Door } from '../net/door.ts'
import { isInherited } from '../net/inherited.ts'
import type { Socket } from '../net/socket.ts'
import { PostfixAnswers, type AnswerDeps, type PostfixCounts } from '../postfix/answers.ts'
import { servePolicy, serveSocketmap } from '../postfix/conversation.ts'
import type { Routes } from '../postfix/routes.ts'
import type { TrustView } from '../trust/view.ts'

/** Postfix opens one for each of its processes, 100 of a kind unless told otherwise (default_process_limit). */
const CONNECTIONS_MAX = 10_000

export interface PostfixStatus {
  /** Where it answers: `unix:/path` or `host:port`. */
  readonly socketmap: readonly string[]
  readonly policy: readonly string[]
  readonly counts: PostfixCounts
}

interface Service {
  readonly kind: 'socketmap' | 'policy'
  readonly name: string
  readonly place: Place
  readonly onConnection: (socket: Socket) => void
}

export class PostfixHost {
  readonly #deps: AnswerDeps
  readonly #answers: PostfixAnswers
  readonly #sockets = new Set<Socket>()
  #settings: PostfixServices | undefined
  #doors: readonly { readonly kind: Service['kind']; readonly door: Door }[] = []
  #trust: TrustView | undefined
  #routes: Routes | undefined

  constructor(deps: AnswerDeps) {
    this.#deps = deps
    this.#answers = new PostfixAnswers(deps)
  }

  setTrust(trust: TrustView, routes: Routes): void {
    this.#trust = trust
    this.#routes = routes
    this.#show()
  }

  #show(): void {
    if (this.#trust === undefined || this.#routes === undefined) return
    const { domains = [], attributes = [] } = this.#settings ?? {}
    const byDomain = new Map(domains.map(({ domain, server }) => [domain, server]))
    this.#answers.use({ trust: this.#trust, routes: this.#routes, domains: byDomain }, attributes)
  }

  /** Answers where the settings say, or goes on as before. @throws HubtrustError NET_*, DISK_WRITE_FAILED */
  async configure({ postfix }: Pick<Configuration, 'postfix'>): Promise<void> {
    const before = this.#settings
    const isSame = JSON.stringify(placesOf(before)) === JSON.stringify(placesOf(postfix))
    this.#settings = postfix
    this.#show()
    if (isSame && this.#isWhole(postfix)) return
    this.close()
    try {
      await this.#open(postfix)
    } catch (error) {
      this.close()
      this.#settings = before
      this.#show()
      await this.#open(before).catch(() => {
        this.close()
      })
      throw error
    }
  }

  /** Somebody may have taken a file away: nobody can ask there any more. */
  #isWhole(settings: PostfixServices | undefined): boolean {
    const places = [...(settings?.socketmap ?? []), ...(settings?.policy ?? []).map(({ listen }) => listen)]
    return places.every((place) => place.kind !== 'file' || fileExists(place.path))
  }

  async #open(settings: PostfixServices | undefined): Promise<void> {
    if (settings === undefined) return
    const group = groupIdOf(settings.group)
    for (const service of this.#services(settings)) {
      const { kind, name, place, onConnection } = service
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
          this.#deps.raise({ id: 30007, args: { connector: name, address, reason: error.message } })
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

  #services({ socketmap, policy }: PostfixServices): readonly Service[] {
    const answers = this.#answers
    return [
      ...socketmap.map((place): Service => ({
        kind: 'socketmap',
        name: 'Postfix socketmap',
        place,
        onConnection: (socket) => {
          serveSocketmap(socket, answers)
        },
      })),
      ...policy.map((lane): Service => ({
        kind: 'policy',
        name: lane.name,
        place: lane.listen,
        onConnection: (socket) => {
          servePolicy(socket, answers, lane)
        },
      })),
    ]
  }

  /** Undefined where no Postfix asks. */
  get status(): PostfixStatus | undefined {
    if (this.#settings === undefined) return undefined
    const namesOf = (kind: Service['kind']) =>
      this.#doors.filter((one) => one.kind === kind).map(({ door }) => door.name)
    return { socketmap: namesOf('socketmap'), policy: namesOf('policy'), counts: this.#answers.counts }
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

function placesOf(settings: PostfixServices | undefined): unknown {
  return settings === undefined ? undefined : [settings.socketmap, settings.policy, settings.group]
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
