/** Which certificate a Postfix that asks this gateway shows: to the servers it sends to, and on the lanes they come in by. */
import { firstOfEach } from '../../core/first-of-each.ts'
import type { Evidence } from '../../model/facts.ts'
import type { PostfixFileFacts } from '../../model/postfix-facts.ts'
import type { Check } from '../check.ts'
import { serviceName, settingOf, type Service } from '../mail-servers.ts'
import { asksUs, carriers, nativeCheck, type Native } from '../native.ts'
import { seen, thumbprintOf } from '../own.ts'
import type { View } from '../view.ts'
import { edit, hasOwn, nameOf, shownBy } from './postfix-edit.ts'

interface Shown {
  /** Where it is to be changed; undefined for main.cf. */
  readonly service: Service | undefined
  readonly setting: string
  readonly file: PostfixFileFacts
}

const NONE: PostfixFileFacts = { path: '-', problem: 'none' }

function outward(view: View, native: Native): readonly Shown[] {
  return carriers(view, native)
    .filter(({ maps }) => asksUs(maps))
    .flatMap(({ service }) =>
      fileOf(native, service, 'smtp').map((shown) => ({
        ...shown,
        service: hasOwn(service, shown.setting) ? service : undefined,
      })),
    )
}

/** A lane is changed by itself: who else comes in to this Postfix may know another certificate. */
function inward(native: Native): readonly Shown[] {
  return native.facts.lanes.flatMap((lane) => {
    const service = native.server.services.find((one) => serviceName(one) === lane.service)
    return service === undefined ? [] : fileOf(native, service, 'smtpd').map((shown) => ({ ...shown, service }))
  })
}

/** The first file is the one for today's algorithms. @param side with which its settings begin */
function fileOf({ server, facts }: Native, service: Service | undefined, side: 'smtp' | 'smtpd') {
  const value = (name: string) => (service === undefined ? server.settings[name] : settingOf({ server, service }, name))
  const names = [`${side}_tls_chain_files`, `${side}_tls_cert_file`, 'smtp_tls_eccert_file', 'smtp_tls_dcert_file']
  const [setting, text] =
    names.map((name) => [name, value(name) ?? ''] as const).find(([, paths]) => paths !== '') ?? []
  if (setting === undefined) return [{ setting: `${side}_tls_chain_files`, file: NONE }]
  const [path] = text?.split(/[\s,]+/) ?? []
  const file = facts.files.find((one) => one.path === path)
  return file === undefined ? [] : [{ setting, file }]
}

function shownIn(view: View, native: Native): readonly Shown[] {
  return firstOfEach(
    [...outward(view, native), ...inward(native)],
    ({ service, setting, file }) => `${nameOf(service)} ${setting} ${file.path}`,
  )
}

function fileEvidence(view: View, { path, thumbprint, problem }: PostfixFileFacts): Evidence {
  return seen(view, path, thumbprint ?? problem ?? '-')
}

const chainMissing = nativeCheck('postfix.chain-missing', (native, view) => {
  const broken = shownIn(view, native).filter(
    ({ file }) => file !== NONE && file.problem !== undefined && file.problem !== 'EACCES',
  )
  return firstOfEach(broken, ({ file }) => file.path).map(({ service, setting, file }) => {
    const { path, problem = '-' } = file
    const { args, remedies } = edit(native, { setting, value: native.facts.chain ?? '-', service }, { path, problem })
    return {
      subject: { object: path },
      args,
      remedies: path === native.facts.chain ? [{ id: 'write-chain', args }] : remedies,
      expected: 'key and certificate',
      actual: problem,
      evidence: [fileEvidence(view, file)],
    }
  })
})

const otherCertificate = nativeCheck('postfix.other-certificate', (native, view) => {
  const { published } = view
  const { inUse } = view.selection('outbound')
  const { chain } = native.facts
  if (chain === undefined || inUse === undefined || published.length === 0) return []
  return shownIn(view, native)
    .filter(({ file }) => file.path !== chain && (file === NONE || isStrange(file, published)))
    .map(({ service, setting, file }) => {
      const wanted = setting.replace(/_\w*cert_file$/, '_chain_files')
      const words = { shown: file.thumbprint ?? '-' }
      return {
        subject: { object: service === undefined ? setting : serviceName(service) },
        ...edit(native, { setting: wanted, value: chain, service }, words),
        expected: `${wanted}=${chain}`,
        actual: `${setting}=${file === NONE ? '' : file.path}`,
        evidence: [shownBy(view, native, service, setting)],
      }
    })
})

function isStrange({ fingerprint }: PostfixFileFacts, published: readonly string[]): boolean {
  return fingerprint !== undefined && !published.includes(fingerprint)
}

const chainStale = nativeCheck('postfix.chain-stale', (native, view) => {
  const { inUse } = view.selection('outbound')
  const file = native.facts.files.find(({ path }) => path === native.facts.chain)
  if (file?.fingerprint === undefined || inUse === undefined || file.fingerprint === inUse) return []
  const { path, thumbprint: shown = '-' } = file
  return [
    {
      subject: { object: path },
      args: { path, shown, inUse: thumbprintOf(view, inUse) },
      expected: thumbprintOf(view, inUse),
      actual: shown,
      evidence: [fileEvidence(view, file)],
    },
  ]
})

/** A process that read the file before it was written anew. */
const laneShowsOther = nativeCheck('postfix.lane-shows-other', (native, view) => {
  return native.facts.lanes.flatMap(({ service: name, handshake: { presented, address } }) => {
    const service = native.server.services.find((one) => serviceName(one) === name)
    const [shown] = fileOf(native, service, 'smtpd')
    const fingerprint = shown?.file.fingerprint
    if (presented === undefined || fingerprint === undefined || presented === fingerprint) return []
    const folder = native.server.configurationFolder
    return [
      {
        subject: { object: name },
        args: { service: name, shown: thumbprintOf(view, presented), address, path: shown?.file.path ?? '-', folder },
        expected: shown?.file.thumbprint ?? '-',
        actual: thumbprintOf(view, presented),
        evidence: [seen(view, address, presented)],
      },
    ]
  })
})

export const POSTFIX_CHAIN_CHECKS: readonly Check[] = [chainMissing, otherCertificate, chainStale, laneShowsOther]
