/** The check socket for Exim, in the first process as the services for Postfix are. Decides nothing. */
import type { Configuration, EximServices } from '../model/configuration.ts'
import type { AnswerDeps } from '../postfix/answers.ts'
import { serveCheck } from '../postfix/conversation.ts'
import { EximAnswers, type EximCounts } from '../postfix/exim-answers.ts'
import type { Routes } from '../postfix/routes.ts'
import type { TrustView } from '../trust/view.ts'
import { Services } from './services.ts'

const KIND = 'check'

export interface EximStatus {
  /** Where it answers: `unix:/path` or `host:port`. */
  readonly check: readonly string[]
  readonly counts: EximCounts
}

export class EximHost {
  readonly #answers: EximAnswers
  readonly #services: Services
  #settings: EximServices | undefined

  constructor(deps: AnswerDeps) {
    this.#answers = new EximAnswers(deps)
    this.#services = new Services(deps.raise)
  }

  setTrust(trust: TrustView, routes: Routes): void {
    this.#answers.use({ trust, routes, domains: new Map() })
  }

  /** Answers where the settings say, or goes on as before. @throws HubtrustError NET_*, DISK_WRITE_FAILED */
  async configure({ exim }: Pick<Configuration, 'exim'>): Promise<void> {
    if (JSON.stringify(exim) === JSON.stringify(this.#settings) && this.#services.isWhole) return
    await this.#services.replace(exim === undefined ? [] : [this.#service(exim)])
    this.#settings = exim
  }

  #service(lane: EximServices) {
    return {
      kind: KIND,
      name: lane.name,
      place: lane.check,
      group: lane.group,
      onConnection: (socket: Parameters<typeof serveCheck>[0]) => {
        serveCheck(socket, this.#answers, lane)
      },
    }
  }

  /** Undefined where no Exim asks. */
  get status(): EximStatus | undefined {
    if (this.#settings === undefined) return undefined
    return { check: this.#services.namesOf(KIND), counts: this.#answers.counts }
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
