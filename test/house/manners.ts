/** What a file may hold: code that asks the clock, ends the process or switches the compiler off, and words that age. */
import ts from 'typescript'
import { accessOf, isSource, nodesOf, type Rule, type Source } from './sources.ts'

const LINES_MAX = 400

function isTypeScript(source: Source): boolean {
  return source.path.endsWith('.ts')
}

/** A rule over the nodes of some files: `judge` names what is wrong with a node. */
function overNodes(isMeant: (source: Source) => boolean, judge: (node: ts.Node) => string | undefined): Rule {
  return (sources) =>
    sources.filter(isMeant).flatMap((source) =>
      nodesOf(source)
        .map(judge)
        .filter((wrong) => wrong !== undefined)
        .map((wrong) => `${source.path}: ${wrong}`),
    )
}

/** A rule over the lines of some files. */
function overLines(isMeant: (source: Source) => boolean, pattern: RegExp): Rule {
  return (sources) =>
    sources.filter(isMeant).flatMap((source) =>
      source.text.split('\n').flatMap((line, at) => {
        const found = pattern.exec(line)
        return found === null ? [] : [`${source.path}:${String(at + 1)}: ${found[0]}`]
      }),
    )
}

const TIME = new Set(['Date.now', 'performance.now', 'performance.timeOrigin', 'process.hrtime', 'process.uptime'])

export const oneClock = overNodes(
  (source) => isSource(source) && source.path !== 'src/core/clock.ts',
  (node) => {
    const access = accessOf(node)
    if (access !== undefined && TIME.has(access)) return `${access} is only for core/clock.ts`
    const isDate =
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 'Date'
    const isNow = isDate && (ts.isCallExpression(node) || (node.arguments ?? []).length === 0)
    return isNow ? 'the time of day is only for core/clock.ts' : undefined
  },
)

const ENDS = new Set(['process.exit', 'process.exitCode', 'process.abort', 'process.reallyExit'])

export const oneExit = overNodes(isSource, (node) => {
  const access = accessOf(node)
  return access !== undefined && ENDS.has(access) ? `${access} is only for bin` : undefined
})

export const noAny = overNodes(isTypeScript, (node) =>
  node.kind === ts.SyntaxKind.AnyKeyword ? 'the type any' : undefined,
)

export const noSkippedTests = overNodes(
  (source) => source.path.startsWith('test/') && isTypeScript(source),
  (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined
    const { name } = node.expression
    return ['skip', 'only', 'todo'].includes(name.text) ? `.${name.text}(` : undefined
  },
)

const SWITCHED_OFF = new Set(['skip', 'only', 'todo'])

/**
 * `{ skip: true }` and its like. A skip on a condition (a program that is missing) is the runner's to judge: it fails
 * where everything can run.
 */
export const noTestSwitchedOff = overNodes(
  (source) => source.path.startsWith('test/') && isTypeScript(source),
  (node) => {
    if (!ts.isPropertyAssignment(node)) return undefined
    const { name, initializer } = node
    if (!(ts.isIdentifier(name) || ts.isStringLiteral(name)) || !SWITCHED_OFF.has(name.text)) return undefined
    const isAlways = initializer.kind === ts.SyntaxKind.TrueKeyword || ts.isStringLiteralLike(initializer)
    return isAlways ? `{ ${name.text} } without a condition` : undefined
  },
)

/** A file of tests that asserts nothing passes whatever the sources do. */
export const everyTestAsserts: Rule = (sources) =>
  sources
    .filter(({ path }) => path.endsWith('.test.ts'))
    .flatMap((source) => {
      const isAsserting = nodesOf(source).some((node) => {
        if (!ts.isCallExpression(node)) return false
        const called = ts.isIdentifier(node.expression) ? node.expression.text : (accessOf(node.expression) ?? '')
        return /(?:^|\.)assert(?:$|\.)/.test(called)
      })
      return isAsserting ? [] : [`${source.path}: asserts nothing`]
    })

export const shortFiles: Rule = (sources) =>
  sources.filter(isTypeScript).flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length
    return lines > LINES_MAX ? [`${path}: ${String(lines)} lines, ${String(LINES_MAX)} at most`] : []
  })

// Written in pieces, so that this file does not break its own rules.
const word = (...pieces: readonly string[]): string => pieces.join('')
const anyOf = (...words: readonly string[]): string => `(?:${words.join('|')})`

function isProse(source: Source): boolean {
  return !source.path.endsWith('package-lock.json')
}

export const nothingPutOff = overLines(
  isProse,
  new RegExp(`\\b${anyOf(word('TO', 'DO'), word('FIX', 'ME'), word('XX', 'X'))}\\b`),
)

/** Paths of one machine: home folders and the folders of a workshop. */
export const noMachinePaths = overLines(
  isProse,
  new RegExp(`(?<![\\w.*-])/${anyOf(word('wo', 'rk'), word('ro', 'ot'), word('Us', 'ers'), word('tmp/', 'rt'))}/`),
)

const HOST = anyOf(word('registry', '\\.'), word('arti', 'factory'), word('nex', 'us\\.'), word('verdac', 'cio'))

/** Where packages came from is the business of the machine that fetches them. */
export const noRegistryHosts = overLines(() => true, new RegExp(`"resolved": *"http|https?://[\\w.-]*${HOST}`))

const TOOLS = [word('A', 'I'), word('L', 'LM'), word('Chat', 'GPT'), word('Cla', 'ude'), word('Anth', 'ropic')]
const MORE_TOOLS = [word('Open', 'A', 'I'), word('Co', 'pilot'), word('language ', 'model')]

/** Texts are judged by what they say. Pieces of base64 are not words. */
export const noWordAboutTools = overLines(
  isProse,
  new RegExp(`(?<![\\w+/=:-])${anyOf(...TOOLS, ...MORE_TOOLS)}(?![\\w+/=])`),
)
