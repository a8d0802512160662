/**
 * What Event Viewer and its relatives write in front of values, in the languages of Windows. Only labels are translated here; what
 * an event means is never read from words.
 */

export const EVENT_FIELDS = [
  'log',
  'source',
  'type',
  'category',
  'id',
  'instance',
  'qualifiers',
  'record',
  'date',
  'time',
  'user',
  'computer',
  'description',
  'strings',
  'xml',
  'other',
] as const
export type EventField = (typeof EVENT_FIELDS)[number]

const LABELS: Readonly<Record<EventField, readonly string[]>> = {
  log: [
    'log name',
    'logname',
    'ログの名前',
    'ログ名',
    'protokollname',
    'nom du journal',
    'nombre de registro',
    'nome registro',
    'имя журнала',
    '日志名称',
    '로그 이름',
  ],
  source: [
    ...['source', 'event source', 'providername', 'provider name', 'sourcename'],
    ...['ソース', 'イベント ソース', 'イベントソース'],
    ...[
      'quelle',
      'ereignisquelle',
      "source de l'événement",
      'origen',
      'origen del suceso',
      'origine',
      'origine evento',
    ],
    ...['источник', '来源', '원본'],
  ],
  type: [
    ...['event type', 'type', 'level', 'entrytype', 'leveldisplayname'],
    ...['イベントの種類', '種類', 'レベル'],
    ...[
      'ereignistyp',
      'typ',
      'ebene',
      "type de l'événement",
      'niveau',
      'tipo de suceso',
      'tipo',
      'nivel',
      'tipo evento',
      'livello',
    ],
    ...['уровень', '级别', '수준'],
  ],
  category: [
    ...['event category', 'category', 'task category', 'task', 'taskdisplayname'],
    ...['イベント カテゴリ', '分類', 'カテゴリ', 'タスクのカテゴリ', 'タスク'],
    ...['ereigniskategorie', 'kategorie', 'aufgabenkategorie', 'aufgabe', "catégorie de l'événement", 'catégorie'],
    ...[
      'catégorie de la tâche',
      'categoría del suceso',
      'categoría',
      'categoría de la tarea',
      'categoria evento',
      'categoria attività',
    ],
    ...['категория задачи', '任务类别', '작업 범주'],
  ],
  id: [
    ...['event id', 'eventid', 'event identifier', 'id', 'event code'],
    ...['イベント id', 'イベントid'],
    ...[
      'ereignis-id',
      'ereigniskennung',
      'ereignis',
      "id de l'événement",
      "id d'événement",
      "n° de l'événement",
      'événement',
    ],
    ...[
      'id. suceso',
      'id. del suceso',
      'id. de evento',
      'id del evento',
      'id evento',
      'suceso',
      'код события',
      '事件 id',
      '이벤트 id',
    ],
  ],
  instance: ['instanceid', 'instance id'],
  qualifiers: ['qualifiers'],
  record: ['recordid', 'record number', 'record id', 'index', 'recordnumber', 'レコード番号'],
  date: [
    ...['date', 'date and time', 'date time', 'timecreated', 'timegenerated', 'time generated'],
    ...[
      '日付',
      '日付と時刻',
      'datum',
      'datum und uhrzeit',
      'date et heure',
      'fecha',
      'fecha y hora',
      'data',
      'data e ora',
    ],
    ...['дата', 'дата и время', '日期', '日期和时间', '날짜'],
  ],
  time: ['time', '時刻', 'zeit', 'uhrzeit', 'heure', 'hora', 'ora'],
  user: [
    'user',
    'username',
    'ユーザー',
    'ユーザ',
    'benutzer',
    'utilisateur',
    'usuario',
    'utente',
    'пользователь',
    '用户',
    '사용자',
  ],
  computer: [
    ...[
      'computer',
      'computer name',
      'computername',
      'machinename',
      'コンピューター',
      'コンピュータ',
      'コンピューター名',
    ],
    ...['ordinateur', 'equipo', 'компьютер', '计算机', '컴퓨터'],
  ],
  description: [
    ...[
      'description',
      'message',
      '説明',
      'beschreibung',
      'descripción',
      'descrizione',
      'описание',
      '描述',
      '설명',
      'メッセージ',
      'meldung',
    ],
  ],
  strings: ['replacementstrings', 'insertion strings'],
  xml: [
    'event xml',
    'イベント xml',
    'ereignis-xml',
    "xml de l'événement",
    "xml d'événement",
    'xml de evento',
    'xml evento',
    'xml события',
  ],
  other: [
    ...[
      'keywords',
      'keyword',
      'opcode',
      'user name',
      'キーワード',
      'オペコード',
      'schlüsselwörter',
      'mots clés',
      'palabras clave',
    ],
    ...[
      'parole chiave',
      'data',
      'データ',
      'daten',
      'données',
      'timewritten',
      'categorynumber',
      'version',
      'processid',
      'threadid',
    ],
  ],
}

const FIELDS: ReadonlyMap<string, EventField> = new Map(
  EVENT_FIELDS.toReversed().flatMap((field) => LABELS[field].map((label) => [label, field] as const)),
)

export function fieldOfLabel(label: string): EventField | undefined {
  const plain = label
    .normalize('NFKC')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .toLowerCase()
  return FIELDS.get(plain)
}

const LABEL = /^[^\t]{2,40}$/u
const BEFORE_VALUE = /^(?:\s|$)/u
/** A label and what aligns its colon. */
const LABEL_PLACE_CHARS = 120

export interface Labelled {
  readonly field: EventField
  readonly value: string
}

/** A line that begins with one of the labels. */
export function labelledOf(line: string): Labelled | undefined {
  const text = line.slice(0, 4_096).trimStart()
  // Not one expression for it all: a line of blanks would be tried from each of them.
  const colon = text.slice(0, LABEL_PLACE_CHARS).search(/[:\uff1a]/u)
  const label = text.slice(0, Math.max(0, colon)).trimEnd()
  const rest = text.slice(colon + 1)
  if (!LABEL.test(label) || !BEFORE_VALUE.test(rest)) return undefined
  const field = fieldOfLabel(label)
  return field === undefined ? undefined : { field, value: rest.trim() }
}
