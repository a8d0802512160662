/** The certificate store of this machine: there, whole, and holding what is published. */
import { listed } from '../../trust/steps.ts'
import { check, type Check } from '../check.ts'
import { seen, thumbprintOf } from '../own.ts'
import type { View } from '../view.ts'

const DAY_MS = 86_400_000
const REQUEST_DAYS_MAX = 30
/** Problems of keys, which have findings of their own. */
const OF_KEYS = ['X509_KEY_MISMATCH', 'STORE_KEY_EXPOSED']

const empty = check('store.empty', (view) => {
  const { folder, certificates } = view.store
  if (certificates.length > 0 || damagedFiles(view).length > 0) return []
  return [{ subject: { object: folder }, args: { folder }, evidence: [seen(view, `${folder}/certificates`, '-')] }]
})

const publishedMissing = check('store.published-missing', (view) => {
  const { cause, published, best, inUse } = view.selection('inbound')
  if (cause !== 'store.published-missing') return []
  const name = thumbprintOf(view, published)
  // A file that is there and damaged is another finding.
  if (damagedFiles(view).some(({ path }) => path.includes(name))) return []
  const { folder } = view.store
  const standIn = view.certificate(best)
  const args = {
    server: view.serverName,
    published: name,
    folder,
    inUse: thumbprintOf(view, inUse),
    thumbprint: standIn?.thumbprint ?? '-',
  }
  const ways = ['import-certificate', standIn === undefined ? 'new-certificate' : 'publish-certificate'] as const
  return [
    {
      // What can be done here is done to the certificate that stands in.
      subject: { server: view.serverName, ...(standIn === undefined ? {} : { certificate: standIn.thumbprint }) },
      args,
      expected: name,
      actual: listed(view.store.certificates.map(({ thumbprint }) => thumbprint)),
      evidence: [
        seen(view, view.directory.location, `${view.serverName}: ${name}`),
        seen(view, `${folder}/certificates`, listed(view.store.certificates.map(({ thumbprint }) => thumbprint))),
      ],
      remedies: ways.map((id) => ({ id, args })),
    },
  ]
})

const damaged = check('store.damaged', (view) => {
  const published = publishedThumbprints(view)
  return damagedFiles(view).map(({ path, code, message }) => ({
    subject: { object: path },
    args: { path, code },
    severity: published.some((thumbprint) => path.includes(thumbprint)) ? ('critical' as const) : ('low' as const),
    actual: code,
    evidence: [seen(view, path, message)],
  }))
})

function damagedFiles({ store }: View) {
  return store.problems.filter(({ code }) => !OF_KEYS.includes(code))
}

/** The directory only says how grave it is. */
function publishedThumbprints({ facts }: View): readonly string[] {
  const servers = facts.directory.state === 'known' ? facts.directory.value.servers : []
  const own = servers.find(({ name }) => name === facts.server)
  return own?.certificates.map(({ thumbprint }) => thumbprint) ?? []
}

const pendingRequest = check('store.pending-request', (view) =>
  view.store.pendingRequests.flatMap(({ id, createdAt }) => {
    const days = Math.floor((view.nowMs - Date.parse(createdAt)) / DAY_MS)
    if (!(days > REQUEST_DAYS_MAX)) return []
    const files = `${view.store.folder}/requests/${id}.*`
    return [
      {
        subject: { object: id },
        args: { request: id, days, files },
        expected: String(REQUEST_DAYS_MAX),
        actual: String(days),
        evidence: [seen(view, `${view.store.folder}/requests/${id}.csr`, createdAt)],
      },
    ]
  }),
)

export const STORE_CHECKS: readonly Check[] = [empty, publishedMissing, damaged, pendingRequest]
