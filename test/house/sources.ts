/** The sources as the house sees them: every file of the checkout that people write, and what the compiler reads in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export interface Source {
  /** Under the checkout, with slashes: `src/core/text.ts`. */
  readonly path: string
  readonly text: string
}

/** What a rule found, as `path: what is wrong`. No complaints: the rule holds. */
export type Rule = (sources: readonly Source[]) => readonly string[]

const CHECKOUT = join(import.meta.dirname, '..', '..')
const TOPS = ['.ci', 'bench', 'bin', 'console', 'docs', 'runtime', 'scripts', 'src', 'test']
const NOT_WRITTEN_BY_PEOPLE = new Set(['.git', 'node_modules', 'dist', 'coverage'])
const PICTURE = /\.(?:png|gif|jpg|ico|p12|pfx|der|woff2)$/

export function readSources(): readonly Source[] {
  const rootFiles = readdirSync(CHECKOUT, { withFileTypes: true }).filter((entry) => entry.isFile())
  // In a work tree `.git` is a file, which says where the repository is.
  const inRoot = rootFiles.map((entry) => entry.name).filter((name) => !NOT_WRITTEN_BY_PEOPLE.has(name))
  const paths = [...inRoot, ...TOPS.flatMap(pathsUnder)]
  const written = paths.filter((path) => !PICTURE.test(path)).sort()
  return written.map((path) => ({ path, text: readFileSync(join(CHECKOUT, path), 'utf8') }))
}

function pathsUnder(folder: string): readonly string[] {
  return readdirSync(join(CHECKOUT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return NOT_WRITTEN_BY_PEOPLE.has(entry.name) ? [] : pathsUnder(path)
    return entry.isFile() ? [path] : []
  })
}

export function isSource(source: Source): boolean {
  return source.path.startsWith('src/') && source.path.endsWith('.ts')
}

/** Every module a file names, type-only and dynamic ones too, as written. */
export function importsOf(source: Source): readonly string[] {
  return ts.preProcessFile(source.text, true, true).importedFiles.map((file) => file.fileName)
}

/** The modules that are loaded before a file runs: no types, and nothing a function loads later. */
export function loadedBy(source: Source): readonly string[] {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS)
  return file.statements.flatMap((statement) => {
    const isErased =
      (ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
      (ts.isExportDeclaration(statement) && statement.isTypeOnly)
    if (isErased || !(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))) return []
    const { moduleSpecifier } = statement
    return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : []
  })
}

/** A relative import as a path under the checkout; undefined for a package or a module of Node. */
export function targetOf(source: Source, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return join(source.path, '..', specifier).replaceAll('\\', '/')
}

/** The room of a path under src: `gateway`; `index` for the library's own file. */
export function roomOf(path: string): string | undefined {
  const [top, room, file] = path.split('/')
  if (top !== 'src' || room === undefined) return undefined
  return file === undefined ? room.replace(/\.ts$/, '') : room
}

/** Every node of the syntax tree, so that rules look at code and never at comments or texts. */
export function nodesOf(source: Source): readonly ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS))
  return nodes
}

/** `object.member` for a property access on a plain name: `Date.now`; also for `process['exit']`. */
export function accessOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    return `${node.expression.text}.${node.name.text}`
  }
  if (!ts.isElementAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined
  const { argumentExpression: key } = node
  return ts.isStringLiteral(key) ? `${node.expression.text}.${key.text}` : undefined
}
