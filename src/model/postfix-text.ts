/** How Postfix writes lists in its settings: words, groups in braces, tables and places of services; and its versions. Pure. */

/** Words of a list; blanks and commas between braces separate nothing. */
export function wordsOf(list: string): readonly string[] {
  const words: string[] = []
  let [word, depth] = ['', 0]
  for (const letter of `${list} `) {
    if (depth === 0 && /[\s,]/.test(letter)) {
      if (word !== '') words.push(word)
      word = ''
      continue
    }
    if (letter === '{') depth += 1
    if (letter === '}') depth -= 1
    word += letter
  }
  return words
}

/** Where a list of restrictions asks a policy service. */
export interface PolicyQuestion {
  /** Position in the list. */
  readonly at: number
  /** `unix:path` or `inet:host:port`, as it is written. */
  readonly place: string
}

export function policyQuestionsOf(list: string): readonly PolicyQuestion[] {
  const words = wordsOf(list).flatMap((word) =>
    /^\{\s*check_policy_service\b/.test(word) ? wordsOf(inside(word)) : word,
  )
  return words.flatMap((word, at) => {
    const next = words[at + 1]
    if (word !== 'check_policy_service' || next === undefined) return []
    const place = next.startsWith('{') ? (wordsOf(inside(next))[0] ?? '') : next
    return [{ at, place }]
  })
}

function inside(group: string): string {
  return group.replace(/^\{/, '').replace(/\}$/, '')
}

/** The place of a table of ours (`socketmap:PLACE:tls-policy`), whoever opens it; undefined for other tables. */
export function policyTablePlace(table: string): { readonly place: string; readonly isProxied: boolean } | undefined {
  const [, proxy, place] = /^(proxy:)?socketmap:(.+):tls-policy$/.exec(table) ?? []
  return place === undefined ? undefined : { place, isProxied: proxy !== undefined }
}

export interface Whose {
  readonly queueDirectory: string
  readonly isChrooted: boolean
}

/** Where a place leads to: `unix:/whole/path` or `host:port`. Every process of Postfix works in the queue directory. */
export function resolvedPlace(place: string, { queueDirectory, isChrooted }: Whose): string {
  const path = /^(?:unix|local):(.+)$/.exec(place)?.[1]
  if (path === undefined)
    return place
      .replace(/^inet:/, '')
      .replace(/^localhost:/i, '127.0.0.1:')
      .toLowerCase()
  const isWhole = path.startsWith('/') && !isChrooted
  return `unix:${isWhole ? path : `${queueDirectory}/${path.replace(/^\//, '')}`}`
}

/** Of versions, whatever follows the second number: `3.9` is older than `3.10`. What is no version is older than any. */
export function isOlder(version: string, than: string): boolean {
  const [[major, minor], [needed, least]] = [numbersOf(version), numbersOf(than)]
  return major < needed || (major === needed && minor < least)
}

function numbersOf(version: string): readonly [major: number, minor: number] {
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(version) ?? []
  return [Number(major), Number(minor)]
}
