import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expositionText } from '../../src/core/exposition.ts'

test('a family is its help, its kind and its samples; one of which nothing is known is left out', () => {
  const text = expositionText([
    { name: 'a_total', kind: 'counter', help: 'All\nof \\ them.', samples: [{ labels: {}, value: 3 }] },
    { name: 'b', kind: 'gauge', help: 'None.', samples: [] },
    { name: 'c', kind: 'gauge', help: 'Two.', samples: [{ labels: { x: '1', y: 'a"b\\c\nd' }, value: 0.5 }] },
  ])
  assert.deepEqual(text.split('\n'), [
    '# HELP a_total All\\nof \\\\ them.',
    '# TYPE a_total counter',
    'a_total 3',
    '# HELP c Two.',
    '# TYPE c gauge',
    'c{x="1",y="a\\"b\\\\c\\nd"} 0.5',
    '',
  ])
})
