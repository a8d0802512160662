import type { CodeEntry } from '../codes.ts'

export const EVIDENCE_CODES = {
  EVIDENCE_MISSING: {
    message: { en: 'There is no file {path}.', ja: 'ファイル {path} がありません。' },
    remedy: {
      en: 'Check the path: ls -l {path}. What it should hold, and what writes it: hubtrust help doctor',
      ja: 'パスを確認してください: ls -l {path}。ファイルの内容と作成方法: hubtrust help doctor',
    },
    retry: false,
  },
  EVIDENCE_UNREADABLE: {
    message: { en: '{path} cannot be read: {reason}.', ja: '{path} を読み取れません: {reason}。' },
    remedy: {
      en: 'Check that it is a file and that you may read it: ls -ld {path}',
      ja: 'ファイルであり、読み取り権限があることを確認してください: ls -ld {path}',
    },
    retry: false,
  },
  EVIDENCE_TOO_LARGE: {
    message: {
      en: '{path} is larger than {bytesMax} bytes, more than any server has to tell.',
      ja: '{path} が大きすぎます (上限 {bytesMax} バイト)。',
    },
    remedy: {
      en: 'Check that it is the right file; take the facts again: hubtrust facts --no-peers > facts.json',
      ja: '正しいファイルか確認し、事実を収集し直してください: hubtrust facts --no-peers > facts.json',
    },
    retry: false,
  },
  EVIDENCE_NOT_JSON: {
    message: {
      en: '{path} is not JSON: line {line}, column {column}: {reason}.',
      ja: '{path} は JSON ではありません: {line} 行 {column} 列: {reason}。',
    },
    remedy: {
      en: 'Copy the file again in whole, or write it again: hubtrust facts > facts.json, or hubtrust doctor --format json --out report.json',
      ja: 'ファイル全体をコピーし直すか、作成し直してください: hubtrust facts > facts.json、または hubtrust doctor --format json --out report.json',
    },
    retry: false,
  },
  EVIDENCE_NOT_FACTS: {
    message: {
      en: '{path} holds no facts: line {line}, column {column}: at "{where}" {expected} was expected, and it is {found}.',
      ja: '{path} は事実のファイルではありません: {line} 行 {column} 列: "{where}" には {expected} が必要ですが、{found} です。',
    },
    remedy: {
      en: 'Take the facts again where they come from: hubtrust facts > facts.json; facts of a newer Hubtrust need one as new here.',
      ja: '元のサーバーで事実を収集し直してください: hubtrust facts > facts.json。新しいバージョンの事実を読み取るには、同じバージョンの Hubtrust が必要です。',
    },
    retry: false,
  },
  EVIDENCE_OTHER_SCHEMA: {
    message: {
      en: '{path} holds facts of the schema {found}; this Hubtrust knows {known}.',
      ja: '{path} の事実のスキーマは {found} です。この Hubtrust の対応スキーマは {known} です。',
    },
    remedy: {
      en: 'Use the Hubtrust that wrote the file, or take the facts again with this one: hubtrust facts > facts.json',
      ja: 'ファイルを作成したバージョンの Hubtrust を使用するか、このバージョンで事実を収集し直してください: hubtrust facts > facts.json',
    },
    retry: false,
  },
  EVIDENCE_NOT_REPORT: {
    message: {
      en: '{path} is no report of Hubtrust: line {line}, column {column}: at "{where}" {expected} was expected, and it is {found}.',
      ja: '{path} は Hubtrust のレポートではありません: {line} 行 {column} 列: "{where}" には {expected} が必要ですが、{found} です。',
    },
    remedy: {
      en: 'Compare with a report in JSON, made by: hubtrust doctor --format json --out report.json',
      ja: '比較には JSON のレポートを指定してください。作成: hubtrust doctor --format json --out report.json',
    },
    retry: false,
  },
  EVIDENCE_EMPTY: {
    message: {
      en: 'None of the {count} files holds anything known about an Exchange server.',
      ja: '{count} 個のファイルのいずれにも、Exchange サーバーに関する情報が見つかりませんでした。',
    },
    remedy: {
      en: 'See which commands to run on the server: hubtrust doctor --evidence-help',
      ja: 'サーバーで実行するコマンドを確認してください: hubtrust doctor --evidence-help',
    },
    retry: false,
  },
  EVIDENCE_ZIP_ENCRYPTED: {
    message: {
      en: '{name} is encrypted, and was not read.',
      ja: '{name} は暗号化されているため、読み取っていません。',
    },
    remedy: {
      en: 'Unpack it with its password, and give the files: hubtrust doctor --evidence FOLDER',
      ja: 'パスワードを指定して展開し、ファイルを指定してください: hubtrust doctor --evidence フォルダー',
    },
    retry: false,
  },
  EVIDENCE_ZIP_EXPANDS: {
    message: {
      en: '{name} unpacks to more than {limit} bytes; the rest was not read.',
      ja: '{name} は展開すると {limit} バイトを超えるため、残りを読み取っていません。',
    },
    remedy: {
      en: 'If it is no attack, unpack it and give the files: hubtrust doctor --evidence FOLDER',
      ja: '攻撃でないことを確認してから展開し、ファイルを指定してください: hubtrust doctor --evidence フォルダー',
    },
    retry: false,
  },
  EVIDENCE_ZIP_DEPTH: {
    message: {
      en: '{name} is a zip inside {limit} others, and was not opened.',
      ja: '{name} は zip が {limit} 重に入れ子になっているため、開いていません。',
    },
    remedy: {
      en: 'Unpack the outer ones, and give the files: hubtrust doctor --evidence FOLDER',
      ja: '外側の zip を展開し、ファイルを指定してください: hubtrust doctor --evidence フォルダー',
    },
    retry: false,
  },
  EVIDENCE_ZIP_MEMBERS: {
    message: {
      en: '{name} holds more than {limit} files; the rest was not read.',
      ja: '{name} には {limit} 個を超えるファイルが含まれているため、残りを読み取っていません。',
    },
    remedy: {
      en: 'Unpack it, and give the folders that matter: hubtrust doctor --evidence FOLDER',
      ja: '展開し、必要なフォルダーだけを指定してください: hubtrust doctor --evidence フォルダー',
    },
    retry: false,
  },
  EVIDENCE_NO_SERVER: {
    message: {
      en: 'The evidence says nothing of a server {name}; it speaks of: {servers}.',
      ja: '証拠にサーバー {name} の情報がありません。含まれるサーバー: {servers}。',
    },
    remedy: {
      en: 'Name one of these with --server, or leave it out for all.',
      ja: '--server に上記のいずれかを指定するか、省略してすべてを診断してください。',
    },
    retry: false,
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
