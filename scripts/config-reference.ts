/** The configuration as a JSON Schema, for editors, and as a page, for people: both made from the schema that reads the file. */
import { toJsonSchema } from '@valibot/to-json-schema'
import { CONFIGURATION_SCHEMA } from '../src/daemon/configuration-schema.ts'

export function configurationSchema(): string {
  const { $schema, ...schema } = toJsonSchema(CONFIGURATION_SCHEMA, { errorMode: 'ignore' })
  return `${JSON.stringify({ $schema, title: 'Hubtrust config.yaml', ...schema }, undefined, 2)}\n`
}

/** One line for each setting, in the order of the file. */
export function settingLines(): readonly string[] {
  return [
    '| Setting | Values | Default | |',
    '| --- | --- | --- | --- |',
    ...rows(toJsonSchema(CONFIGURATION_SCHEMA, { errorMode: 'ignore' }), ''),
  ]
}

function rows(schema: unknown, path: string): readonly string[] {
  const required = at(schema, 'required')
  return entries(at(schema, 'properties')).flatMap(([name, setting]) => {
    const own = path === '' ? name : `${path}.${name}`
    const isRequired = Array.isArray(required) && required.includes(name)
    const items = at(setting, 'items')
    if (at(setting, 'type') === 'object') return rows(setting, own)
    if (at(items, 'type') === 'object') return rows(items, `${own}[]`)
    return [row(own, setting, isRequired)]
  })
}

function row(path: string, setting: unknown, isRequired: boolean): string {
  const fallback = at(setting, 'default')
  const shown = isRequired ? '**required**' : fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\``
  return `| \`${path}\` | ${valuesOf(setting)} | ${shown} | ${text(at(setting, 'description'))} |`
}

function valuesOf(setting: unknown): string {
  const choices = at(setting, 'enum')
  if (Array.isArray(choices)) return choices.map((choice) => `\`${String(choice)}\``).join(', ')
  const items = at(setting, 'items')
  if (items !== undefined) return `list of ${valuesOf(items)}`
  const [least, most] = [at(setting, 'minimum'), at(setting, 'maximum')]
  if (typeof least === 'number' && typeof most === 'number') return `${String(least)}–${String(most)}`
  const pattern = text(at(setting, 'pattern'))
  if (pattern.includes('(ms|')) return 'duration: `30s`, `5m`, `24h`, `30d`'
  if (pattern.includes('KiB')) return 'size: `512KiB`, `16MiB`'
  return pattern.includes('{1,5}') ? '`HOST:PORT`' : text(at(setting, 'type'))
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
