import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DateOrders, readDate, type DateReading } from '../../src/evidence/dates.ts'

const CERTAIN: readonly (readonly [printed: string, iso: string])[] = [
  ['2026/12/17 9:00:00', '2026-12-17T09:00:00'],
  ['2026/12/17 午前 9:00:00', '2026-12-17T09:00:00'],
  ['2026/12/17 午後 9:00:00', '2026-12-17T21:00:00'],
  ['2026/12/17 午後 12:05:00', '2026-12-17T12:05:00'],
  ['2026/12/17 午前 12:05', '2026-12-17T00:05:00'],
  ['2026年12月17日 9:00:00', '2026-12-17T09:00:00'],
  ['2026年12月17日', '2026-12-17T00:00:00'],
  ['2026-12-17 09:00:00.123', '2026-12-17T09:00:00.123'],
  ['2026-12-17T09:00:00Z', '2026-12-17T09:00:00Z'],
  ['2026-12-17T09:00:00.0000000+09:00', '2026-12-17T00:00:00Z'],
  ['2026/12/17 上午 9:00:00', '2026-12-17T09:00:00'],
  ['2019/11/12 下午 02:12:13', '2019-11-12T14:12:13'],
  ['9/13/2017 5:26:01 PM', '2017-09-13T17:26:01'],
  ['13/09/2017 5:26:01 p.m.', '2017-09-13T17:26:01'],
  ['02.02.2028 3:09:22', '2028-02-02T03:09:22'],
  ['03.02.2028 3:09:22', '2028-02-03T03:09:22'],
  ['3.2.2028', '2028-02-03T00:00:00'],
  ['17.12.26 09:00', '2026-12-17T09:00:00'],
  ['Thursday, June 22, 2023 10:39:04 AM', '2023-06-22T10:39:04'],
  ['Thursday, June 22, 2023 at 10:39:04\u202fPM', '2023-06-22T22:39:04'],
  ['Donnerstag, 22. Juni 2023 10:39:04', '2023-06-22T10:39:04'],
  ['jeudi 22 juin 2023 10:39:04', '2023-06-22T10:39:04'],
  ['1 août 2023 10:39:04', '2023-08-01T10:39:04'],
  ['17. März 2024', '2024-03-17T00:00:00'],
  ['12-Mar-2024 10:00', '2024-03-12T10:00:00'],
  ['\u200e12/\u200e17/\u200e2026 9:00 AM', '2026-12-17T09:00:00'],
  ['5/5/2024 1:00:00 AM', '2024-05-05T01:00:00'],
]

for (const [printed, iso] of CERTAIN) {
  test(`${printed} is ${iso}`, () => {
    const reading = readDate(printed)
    assert.ok(reading)
    assert.equal(new DateOrders().resolve(reading), iso)
    assert.equal(reading.hasZone, iso.endsWith('Z'))
  })
}

test('what is no date, or no day of any calendar, is none', () => {
  for (const printed of [
    '',
    'Valid',
    '31/31/2020',
    '2026/02/30',
    '12/17',
    '1.2.3.4',
    '12/17/2026 25:00',
    '0/0/2020',
    '13 Foo 2020 1:00',
  ])
    assert.equal(readDate(printed), undefined, printed)
})

function read(printed: string): DateReading {
  const reading = readDate(printed)
  assert.ok(reading, printed)
  return reading
}

test('a date that may be two days has no time until something decides', () => {
  assert.equal(new DateOrders().resolve(read('12/02/2018 1:53:00 PM')), undefined)
})

test('one day above 12 decides for the whole file', () => {
  const australian = new DateOrders()
  australian.note(read('25/02/2018 1:00:00 PM'))
  assert.equal(australian.resolve(read('12/02/2018 1:53:00 PM')), '2018-02-12T13:53:00')
  const american = new DateOrders()
  american.note(read('9/13/2017 5:26:01 PM'))
  assert.equal(american.resolve(read('12/02/2018 1:53:00 PM')), '2018-12-02T13:53:00')
})

test('a beginning after its end is the wrong order', () => {
  const orders = new DateOrders()
  orders.noteSpan(read('03/05/2024 1:00:00'), read('01/08/2024 1:00:00'))
  assert.equal(orders.order, 'dmy')
})

test('whole years decide, for example the five of a self-signed certificate', () => {
  const years = new DateOrders()
  years.noteSpan(read('04/01/2024 1:00:00'), read('03/01/2029 1:00:00'))
  assert.equal(years.order, 'dmy')
})

test('a span that is whole in both orders decides nothing', () => {
  const orders = new DateOrders()
  orders.noteSpan(read('02/03/2024 1:00:00'), read('02/03/2029 1:00:00'))
  assert.equal(orders.order, undefined)
})

test('a file that contradicts itself decides nothing', () => {
  const orders = new DateOrders()
  orders.note(read('25/02/2018'))
  orders.note(read('02/25/2018'))
  assert.equal(orders.resolve(read('01/02/2018')), undefined)
  assert.equal(orders.resolve(read('25/02/2018')), '2018-02-25T00:00:00')
})

test('every day in every shape is read as that day', () => {
  const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2079-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(day, (date) => {
      const iso = date.toISOString().slice(0, 19)
      const [year = '', month = '', of = ''] = iso.slice(0, 10).split('-')
      const time = iso.slice(11)
      for (const printed of [`${year}/${month}/${of} ${time}`, `${of}.${month}.${year} ${time}`])
        assert.equal(new DateOrders().resolve(read(printed)), iso)
      assert.equal(read(`${month}/${of}/${year} ${time}`).mdy, iso)
      assert.equal(read(`${of}/${month}/${year} ${time}`).dmy, iso)
    }),
    { numRuns: 200 },
  )
})

test('nothing that a file may hold stops the reading of dates', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('1', '2', '/', '.', ':', ' ', 'P', 'M', '午', '前', 'juin', ',') }),
      (text) => {
        const reading = readDate(text)
        assert.ok(reading === undefined || reading.mdy !== undefined || reading.dmy !== undefined)
      },
    ),
  )
})
