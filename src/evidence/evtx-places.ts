/** Where in an event its XML is being read, and what is told there. */

/** Where in the event we are. `data`: inside EventData or UserData, where leaves are the event's strings. */
export const PLACES = [
  'document',
  'event',
  'system',
  'provider',
  'id',
  'time',
  'record',
  'log',
  'computer',
  'data',
  'rendering',
  'message',
  'elsewhere',
] as const
export type Place = (typeof PLACES)[number]

export type HeadField = 'provider' | 'id' | 'qualifiers' | 'time' | 'record' | 'log' | 'computer' | 'message'

/** Names come from files: what every object inherits is none of them. */
function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
}

const ELEMENTS: Readonly<Partial<Record<Place, Readonly<Record<string, Place>>>>> = {
  document: { Event: 'event', EventData: 'data', UserData: 'data' },
  event: { System: 'system', EventData: 'data', UserData: 'data', RenderingInfo: 'rendering' },
  system: {
    Provider: 'provider',
    EventID: 'id',
    TimeCreated: 'time',
    EventRecordID: 'record',
    Channel: 'log',
    Computer: 'computer',
  },
  rendering: { Message: 'message' },
}

const ATTRIBUTES: Readonly<Partial<Record<Place, Readonly<Record<string, HeadField>>>>> = {
  provider: { Name: 'provider' },
  id: { Qualifiers: 'qualifiers' },
  time: { SystemTime: 'time' },
}

/** Places whose text is a field. */
export const TEXTS: Readonly<Partial<Record<Place, HeadField>>> = {
  id: 'id',
  record: 'record',
  log: 'log',
  computer: 'computer',
  message: 'message',
}

/** The place of an element by its name. */
export function placeOf(above: Place, name: string): Place {
  if (above === 'data') return name === 'Binary' ? 'elsewhere' : 'data'
  return own(ELEMENTS[above], name) ?? 'elsewhere'
}

/** The field that an attribute tells. */
export function fieldOfAttribute(place: Place, name: string): HeadField | undefined {
  return own(ATTRIBUTES[place], name)
}
