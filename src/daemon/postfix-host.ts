/**
 * The services for Postfix, in the first process whatever the number of workers: it holds the index, and answers far
 * more questions than Postfix asks. Decides nothing.
 */
import type { Configuration, PostfixServices } from '../model/configuration.ts'
import { PostfixAnswers, type AnswerDeps, type PostfixCounts } from '../postfix/answers.ts'
import { servePolicy, serveSocketmap } from '../postfix/conversation.ts'
import type { Routes } from '../postfix/routes.ts'
import type { TrustView } from '../trust/view.ts'
import { Services, type Service } from './services.ts'

export interface PostfixStatus {
  /** Where it answers: `unix:/path` or `host:port`. */
  readonly socketmap: readonly string[]
  readonly policy: readonly string[]
  readonly counts: PostfixCounts
}

export class PostfixHost {
  readonly #answers: PostfixAnswers
  readonly #services: Services
  #settings: PostfixServices | undefined
  #trust: TrustView | undefined
  #routes: Routes | undefined

  constructor(deps: AnswerDeps) {
    this.#answers = new PostfixAnswers(deps)
    this.#services = new Services(deps.raise)
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
    if (isSame && this.#services.isWhole) return
    try {
      await this.#services.replace(postfix === undefined ? [] : this.#servicesOf(postfix))
    } catch (error) {
      this.#settings = before
      this.#show()
      throw error
    }
  }

  #servicesOf({ socketmap, policy, group }: PostfixServices): readonly Service[] {
    const answers = this.#answers
    return [
      ...socketmap.map((place): Service => ({
        kind: 'socketmap',
        name: 'Postfix socketmap',
        place,
        group,
        onConnection: (socket) => {
          serveSocketmap(socket, answers)
        },
      })),
      ...policy.map((lane): Service => ({
        kind: 'policy',
        name: lane.name,
        place: lane.listen,
        group,
        onConnection: (socket) => {
          servePolicy(socket, answers, lane)
        },
      })),
    ]
  }

  /** Undefined where no Postfix asks. */
  get status(): PostfixStatus | undefined {
    if (this.#settings === undefined) return undefined
    const [socketmap, policy] = [this.#services.namesOf('socketmap'), this.#services.namesOf('policy')]
    return { socketmap, policy, counts: this.#answers.counts }
  }

  /** Stops accepting. */
  close(): void {
    this.#services.close()
  }

  /** Lets go of everybody. */
  end(): void {
    this.#services.end()
  }
}

function placesOf(settings: PostfixServices | undefined): unknown {
  return settings === undefined ? undefined : [settings.socketmap, settings.policy, settings.group]
}
