/**
 * The manual, a page for each command in both languages, made from the command table as help is: roff with the macros of
 * man(7), for groff and mandoc. Pure.
 */
import type { Command, OptionSpec } from '../src/cli/command.ts'
import { COMMANDS, GLOBAL_OPTIONS, nameOf } from '../src/cli/table.ts'
import { fill, type Lang, type Text } from '../src/core/text.ts'
import { VERSION } from '../src/core/version.ts'
import { say } from '../src/model/words.ts'

const SECTION = {
  name: { en: 'NAME', ja: '名前' },
  synopsis: { en: 'SYNOPSIS', ja: '書式' },
  description: { en: 'DESCRIPTION', ja: '説明' },
  commands: { en: 'COMMANDS', ja: 'コマンド' },
  arguments: { en: 'ARGUMENTS', ja: '引数' },
  options: { en: 'OPTIONS', ja: 'オプション' },
  globalOptions: { en: 'GLOBAL OPTIONS', ja: '共通オプション' },
  examples: { en: 'EXAMPLES', ja: '例' },
  exit: { en: 'EXIT STATUS', ja: '終了ステータス' },
  environment: { en: 'ENVIRONMENT', ja: '環境変数' },
  files: { en: 'FILES', ja: 'ファイル' },
  seeAlso: { en: 'SEE ALSO', ja: '関連項目' },
} as const satisfies Readonly<Record<string, Text>>

const TEXT = {
  oneOf: { en: 'One of: {choices}.', ja: '指定できる値: {choices}。' },
  formats: {
    en: 'One of: {choices}; the first is the default.',
    ja: '指定できる値: {choices}。既定値は先頭の値です。',
  },
  everyPage: {
    en: 'Each command has a page of its own, such as {page}; "hubtrust explain ID" has long help for events, findings and error codes.',
    ja: '各コマンドには {page} のような個別のページがあります。イベント、検出結果、エラー コードの詳しい説明は "hubtrust explain ID" で表示されます。',
  },
} as const satisfies Readonly<Record<string, Text>>

const EXITS: readonly (readonly [status: string, meaning: Text])[] = [
  ['0', { en: 'Done.', ja: '正常に終了しました。' }],
  [
    '1',
    {
      en: 'Refused or failed; why, and what to do, is on standard error.',
      ja: '拒否または失敗しました。理由と対処方法は標準エラーに出力されます。',
    },
  ],
  ['64', { en: 'Wrong usage.', ja: '使用方法が正しくありません。' }],
  ['70', { en: 'A bug in Hubtrust.', ja: 'Hubtrust の不具合です。' }],
]
const DOCTOR_EXITS: readonly (readonly [status: string, meaning: Text])[] = [
  [
    '0',
    { en: 'All passed, and nothing that was needed was missing.', ja: 'すべて合格し、必要な情報もそろっていました。' },
  ],
  [
    '1',
    {
      en: 'A finding at or above --fail-on (high unless told otherwise).',
      ja: '--fail-on (既定値 high) 以上の検出結果があります。',
    },
  ],
  ['2', { en: 'Only findings below that.', ja: 'それより低い重大度の検出結果だけがあります。' }],
  [
    '3',
    {
      en: 'Incomplete: a check that was needed could not run.',
      ja: '必要な検査を実行できなかったため、結果は不完全です。',
    },
  ],
  [
    '4',
    {
      en: 'A repair was applied, but what was found is still there.',
      ja: '修復を適用しましたが、問題は解消していません。',
    },
  ],
  ['64', { en: 'Wrong usage.', ja: '使用方法が正しくありません。' }],
  ['65', { en: 'The evidence cannot be read.', ja: '証拠ファイルを読み取れません。' }],
  ['66', { en: 'The evidence is missing.', ja: '証拠ファイルがありません。' }],
  ['70', { en: 'A bug in Hubtrust.', ja: 'Hubtrust の不具合です。' }],
]
const VARIABLES: readonly (readonly [name: string, meaning: Text])[] = [
  ['HUBTRUST_CONFIG', { en: 'The configuration file.', ja: '構成ファイル。' }],
  ['HUBTRUST_NODE', { en: 'The Node to run with, 24 or newer.', ja: '使用する Node (24 以降)。' }],
  [
    'LC_ALL, LC_MESSAGES, LANG',
    { en: 'The language: Japanese when it begins with ja.', ja: '言語。ja で始まる場合は日本語。' },
  ],
  ['NO_COLOR', { en: 'No colours.', ja: '色を使用しません。' }],
]
const FILES: readonly (readonly [path: string, meaning: Text])[] = [
  ['/etc/hubtrust/config.yaml', { en: 'The configuration.', ja: '構成ファイル。' }],
  [
    '/var/lib/hubtrust',
    {
      en: 'Certificates, keys, the directory and the event log.',
      ja: '証明書、秘密キー、ディレクトリ、イベント ログ。',
    },
  ],
  ['/run/hubtrust', { en: 'The control socket.', ja: '制御ソケット。' }],
]

/** Path under `man` → roff. @param date ISO 8601, the day the pages show */
export function manualPages(date: string): ReadonlyMap<string, string> {
  return new Map(
    (['en', 'ja'] as const).flatMap((lang) => {
      const folder = lang === 'en' ? 'man1' : `${lang}/man1`
      const pages = COMMANDS.map((command): readonly [string, string] => [
        `${folder}/${pageOf(command)}.1`,
        commandPage(lang, command, date),
      ])
      return [[`${folder}/hubtrust.1`, overviewPage(lang, date)] as const, ...pages]
    }),
  )
}

const pageOf = (command: Command): string => ['hubtrust', ...command.path].join('-')

function overviewPage(lang: Lang, date: string): string {
  const [first] = COMMANDS
  const example = first === undefined ? '' : `${pageOf(first)}(1)`
  return page([
    ...heading(lang, 'hubtrust', date),
    ...section(lang, 'name', [`hubtrust \\- ${plain(say(lang, 'general.tagline'))}`]),
    ...section(lang, 'synopsis', ['.B hubtrust', '\\fICOMMAND\\fR', '[\\fIOPTIONS\\fR]']),
    ...section(lang, 'description', [
      ...paragraph(say(lang, 'general.tagline')),
      '.PP',
      ...paragraph(fill(TEXT.everyPage[lang], { page: example })),
    ]),
    ...section(
      lang,
      'commands',
      COMMANDS.flatMap((command) => item(`\\fB${plain(pageOf(command))}\\fR(1)`, say(lang, command.summary))),
    ),
    ...section(
      lang,
      'options',
      GLOBAL_OPTIONS.flatMap((option) => optionItem(lang, option)),
    ),
    ...exitSection(lang, EXITS),
    ...section(
      lang,
      'environment',
      VARIABLES.flatMap(([name, meaning]) => item(`\\fB${plain(name)}\\fR`, meaning[lang])),
    ),
    ...section(
      lang,
      'files',
      FILES.flatMap(([path, meaning]) => item(`\\fI${plain(path)}\\fR`, meaning[lang])),
    ),
  ])
}

function commandPage(lang: Lang, command: Command, date: string): string {
  const name = pageOf(command)
  const formats: OptionSpec | undefined = GLOBAL_OPTIONS.find((option) => option.name === 'format')
  const others = GLOBAL_OPTIONS.filter((option) => option !== formats)
  const about = command.about === undefined ? [] : ['.PP', ...paragraph(say(lang, command.about))]
  return page([
    ...heading(lang, name, date),
    ...section(lang, 'name', [`${plain(name)} \\- ${plain(say(lang, command.summary))}`]),
    ...section(lang, 'synopsis', synopsis(command)),
    ...section(lang, 'description', [
      ...paragraph(`${say(lang, command.summary)}${lang === 'en' ? '.' : '。'}`),
      ...about,
    ]),
    ...section(lang, 'arguments', argumentItems(lang, command)),
    ...section(
      lang,
      'options',
      command.options.flatMap((option) => optionItem(lang, option)),
    ),
    ...section(lang, 'globalOptions', [
      ...(formats === undefined
        ? []
        : optionItem(
            lang,
            { ...formats, choices: command.formats },
            fill(TEXT.formats[lang], { choices: command.formats.join(', ') }),
          )),
      ...others.flatMap((option) => optionItem(lang, option)),
    ]),
    ...section(lang, 'examples', ['.EX', ...command.examples.map(plain), '.EE']),
    ...exitSection(lang, name === 'hubtrust-doctor' ? DOCTOR_EXITS : EXITS),
    ...section(lang, 'seeAlso', ['.BR hubtrust (1)']),
  ])
}

function heading(lang: Lang, name: string, date: string): readonly string[] {
  const words = [name.toUpperCase(), '1', date, `Hubtrust ${VERSION}`, 'Hubtrust']
  const title = words.map((word) => `"${word.replaceAll('"', '')}"`).join(' ')
  // A hyphen that is broken into two lines cannot be copied; Japanese breaks everywhere else.
  return [`.TH ${title}`, '.nh', ...(lang === 'ja' ? ['.ad l'] : [])]
}

function section(lang: Lang, name: keyof typeof SECTION, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`.SH ${SECTION[name][lang]}`, ...lines]
}

function exitSection(lang: Lang, exits: typeof EXITS): readonly string[] {
  return section(
    lang,
    'exit',
    exits.flatMap(([status, meaning]) => item(`\\fB${status}\\fR`, meaning[lang])),
  )
}

function synopsis(command: Command): readonly string[] {
  const places = command.arguments.map(({ name, required, repeats }) => {
    const shown = `\\fI${plain(name)}\\fR${repeats === true ? '...\\&' : ''}`
    return required ? shown : `[${shown}]`
  })
  return [`.B hubtrust ${plain(nameOf(command))}`, ...places, '[\\fIOPTIONS\\fR]']
}

function argumentItems(lang: Lang, command: Command): readonly string[] {
  return command.arguments.flatMap(({ name, choices }) =>
    choices === undefined
      ? []
      : item(`\\fI${plain(name)}\\fR`, fill(TEXT.oneOf[lang], { choices: choices.join(', ') })),
  )
}

function optionItem(lang: Lang, option: OptionSpec, choices = choicesOf(lang, option)): readonly string[] {
  const short = option.short === undefined ? '' : `\\fB\\-${option.short}\\fR, `
  const value = option.value === undefined ? '' : ` \\fI${plain(option.value)}\\fR`
  const meaning = `${say(lang, option.help)}${choices === '' ? '' : lang === 'en' ? `. ${choices}` : `。${choices}`}`
  return item(`${short}\\fB\\-\\-${plain(option.name)}\\fR${value}`, meaning)
}

function choicesOf(lang: Lang, { choices }: OptionSpec): string {
  return choices === undefined ? '' : fill(TEXT.oneOf[lang], { choices: choices.join(', ') })
}

function item(tag: string, meaning: string): readonly string[] {
  return ['.TP', tag, ...paragraph(meaning)]
}

const LINE_CHARS = 70

/** Sentences on lines of their own, and lines that are not too long for whoever reads the source. */
function paragraph(text: string): readonly string[] {
  const lines: string[] = []
  for (const sentence of text.split(/(?<=[.:;?])\s+/)) {
    let line = ''
    for (const word of sentence.split(/\s+/)) {
      if (line.length + word.length > LINE_CHARS && line !== '') {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines.filter((line) => line !== '').map(plain)
}

/** Text that roff shows as it is: no escapes, no requests, and hyphens that can be copied. */
function plain(text: string): string {
  const shown = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq').replaceAll('`', '\\(ga')
  return shown.startsWith('.') ? `\\&${shown}` : shown
}

function page(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}
