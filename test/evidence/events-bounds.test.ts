import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventTextReader } from '../../src/evidence/event-text.ts'
import { eventXmlReader } from '../../src/evidence/event-xml.ts'
import { evtxReader } from '../../src/evidence/evtx.ts'
import { chunkOf, evtxFile } from './evtx-writer.ts'
import { sampleText } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

const XMLNS = 'xmlns="http://schemas.microsoft.com/win/2004/08/events/event"'
const [event = ''] = /<Event .*<\/Event>/.exec(sampleText('event-export.xml')) ?? []

async function xml(text: string) {
  const { observations, problems } = await readAll(eventXmlReader, sourceOf(text, 'events.xml'))
  return {
    ids: observations.filter((one) => one.kind === 'event').map(({ id }) => id),
    problems: problems.map(({ problem }) => problem),
  }
}

test('elements without end, one in the other, do not hide the next event', async () => {
  assert.deepEqual(await xml(`<Event ${XMLNS}>${'<a>'.repeat(20_000)}${event}`), { ids: [2018], problems: [] })
})

test('elements far below are passed over', async () => {
  const deep = `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`
  assert.deepEqual(await xml(event.replace('<EventData>', `<EventData>${deep}`)), { ids: [2018], problems: [] })
})

test('a tag without end is told, and the next event is read', async () => {
  assert.deepEqual(await xml(`<${'a'.repeat(300_000)}\n${event}`), { ids: [2018], problems: ['too-large'] })
})

test('an event without a source or an id is none', async () => {
  assert.deepEqual(await xml(`<Event ${XMLNS}><System><Provider Name="MSExchangeTransport"/></System></Event>`), {
    ids: [],
    problems: [],
  })
})

test('of a long description the beginning is kept', async () => {
  const text = sampleText('event-2003-de.txt').replace(
    'Die ausgehende',
    `${'Die ausgehende '.repeat(2_000)}\n`.repeat(300),
  )
  const { observations } = await readAll(eventTextReader, sourceOf(text, 'events.txt'))
  const [found] = observations.filter((one) => one.kind === 'event')
  assert.equal(found?.id, 2018)
  assert.equal(found.text?.length, 4_096)
})

test('of many long strings the beginnings are kept', async () => {
  const strings = Array.from({ length: 100 }, () => 'x'.repeat(200))
  const long = {
    source: 'MSExchangeTransport',
    id: 1036,
    record: 1,
    time: '2026-11-20T04:12:07Z',
    strings: ['y'.repeat(5_000), ...strings],
  }
  const { observations } = await readAll(evtxReader, sourceOf(evtxFile([chunkOf([long])]), 'a.evtx'))
  const [found] = observations.filter((one) => one.kind === 'event')
  assert.equal(found?.strings.length, 64)
  assert.equal(found.strings[0]?.length, 2_048)
})

test('more events than may wait for their dates are counted and told', async () => {
  const line = (at: number) => `Error,2026-11-20 04:12:07,MSExchangeTransport,${String(1_000 + (at % 400))},1,text\n`
  const { eventTableReader } = await import('../../src/evidence/event-table.ts')
  const rows = Array.from({ length: 50_100 }, (_, at) => line(at)).join('')
  const { observations, problems } = await readAll(
    eventTableReader,
    sourceOf(`Level,Date and Time,Source,Event ID,Task Category\n${rows}`, 'events.csv'),
  )
  assert.equal(observations.find((one) => one.kind === 'collection')?.records, 50_100)
  assert.deepEqual(
    problems.map(({ problem, args }) => [problem, args['limit'], args['count']]),
    [['too-large', 50_000, 50_100]],
  )
})
