// The library's types: dist/types, only the files that can be reached from src/index.ts.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const SOURCES = join(ROOT, 'src')
const TYPES = join(ROOT, 'dist', 'types')

function emitted() {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'))
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: TYPES,
      rootDir: SOURCES,
    },
    ROOT,
  )
  const program = ts.createProgram([join(SOURCES, 'index.ts')], options)
  const files = new Map()
  const { diagnostics } = program.emit(undefined, (path, text) => files.set(resolve(path), text))
  const problems = [...errors, ...diagnostics]
  if (problems.length > 0)
    throw new Error(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')).join('\n'))
  return files
}

const IMPORT = /((?:from|import\()\s*['"])(\.{1,2}\/[^'"]+)\.ts(['"])/g

function reached(files) {
  const found = new Map()
  const visit = (path) => {
    if (found.has(path)) return
    const text = files.get(path)
    if (text === undefined) throw new Error(`${relative(ROOT, path)} is imported and was not made`)
    found.set(path, text.replace(IMPORT, '$1$2.js$3'))
    for (const [, , target] of text.matchAll(IMPORT)) visit(join(dirname(path), `${target}.d.ts`))
  }
  visit(join(TYPES, 'index.d.ts'))
  return found
}

const files = reached(emitted())
rmSync(TYPES, { recursive: true, force: true })
for (const [path, text] of files) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
process.stdout.write(`${String(files.size)} files of types\n`)
