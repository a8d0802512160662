/**
 * Texts in two languages with typed holes: `'The port {port} is taken.'`.
 *
 * The holes are read out of the English text by the compiler, so a message with a missing value does not compile.
 * A test checks that both languages name the same holes.
 */
export type Lang = 'en' | 'ja'

export interface Text {
  readonly en: string
  readonly ja: string
}

export type Value = string | number

/** The names of the holes in a text: `Holes<'{a} and {b}'>` is `'a' | 'b'`. */
export type Holes<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never

export type Values<S extends string> = Readonly<Record<Holes<S>, Value>>

/** The values a text needs; a text without holes needs none. */
export type ArgsOf<S extends string> = [Holes<S>] extends [never] ? Readonly<Record<string, never>> : Values<S>

/**
 * Fills the holes of a text. A hole without a value stays visible as `{name}`: a test would see it, a user can still read on.
 * A value that ends in a full stop loses it where the text has one of its own.
 */
export function fill(template: string, values: Readonly<Record<string, Value>>): string {
  return template.replace(/\{(\w+)\}/g, (hole: string, name: string, at: number) => {
    const value = values[name]
    if (value === undefined) return hole
    const text = printable(String(value))
    return FULL_STOP.test(template.slice(at + hole.length)) ? text.replace(/(?<!\.)[.\u3002]$/, '') : text
  })
}

const FULL_STOP = /^(?:\.(?:\s|$)|\u3002)/

/** Takes control characters out of text a stranger may have written, so that no terminal or log line can be forged. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}

/**
 * The language a user asked for: an explicit choice, else `LC_ALL`, `LC_MESSAGES`, `LANG` in POSIX order, else English.
 */
export function languageOf(environment: Readonly<Record<string, string | undefined>>, asked?: string): Lang {
  const wish = asked ?? environment['LC_ALL'] ?? environment['LC_MESSAGES'] ?? environment['LANG'] ?? ''
  return wish.toLowerCase().startsWith('ja') ? 'ja' : 'en'
}
