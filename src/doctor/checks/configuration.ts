/** The configuration: there, and valid. */
import { check, type Check } from '../check.ts'
import { bare } from '../handshakes.ts'
import { seen } from '../own.ts'

const missing = check('configuration.missing', (view) => {
  const { configuration } = view.facts
  if (configuration.state === 'unknown' && configuration.reason === 'not-configured') {
    const path = /\/\S*[^\s.]/.exec(configuration.detail)?.[0] ?? '/etc/hubtrust/config.yaml'
    return [{ subject: { object: path }, args: { path }, evidence: [seen(view, path, configuration.detail)] }]
  }
  view.require('configuration')
  return []
})

const invalid = check('configuration.invalid', (view) => {
  const { configuration, takenAt } = view.facts
  if (configuration.state === 'unknown' && configuration.reason === 'unreadable') {
    const { detail } = configuration
    const [, path = '-', line, column, problem = detail] = /^(.+?):(\d+):(\d+): (.*)$/s.exec(detail) ?? []
    const place = line === undefined ? path : `${path}:${line}:${column ?? '1'}`
    const where = line === undefined ? {} : { line: Number(line) }
    return [
      {
        subject: { object: path },
        args: { place, problem: bare(problem) },
        evidence: [{ source: path, ...where, quote: problem, observedAt: takenAt }],
      },
    ]
  }
  view.require('configuration')
  return []
})

export const CONFIGURATION_CHECKS: readonly Check[] = [missing, invalid]
