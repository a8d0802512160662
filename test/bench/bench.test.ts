import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { CASES } from '../../bench/cases/table.ts'
import { PEERS } from '../../bench/packages.ts'
import { cpuSeconds, ownProcessors, residentBytes, treeOf } from '../../bench/proc.ts'
import { atLeast, atMost, goalText, isMet, median, rounded, rowOf } from '../../bench/row.ts'
import { column, interleave } from '../../bench/rounds.ts'
import { digestOf, sampleIndex, serverName } from '../../bench/sample.ts'
import { freePorts, Stage } from '../../bench/stage.ts'
import { summaryOf, tableOf } from '../../bench/table.ts'

const MEASURED = {
  name: 'handshake.cpu',
  unit: 'µs CPU',
  values: [50, 90, 40, 45, 60],
  peer: 'stunnel',
  peerValues: [100, 200, 100, 100, 100],
}

describe('a median', () => {
  it('is the middle one, whatever the order', () => {
    assert.equal(median([9, 1, 5]), 5)
  })

  it('is the mean of the two in the middle', () => {
    assert.equal(median([1, 2, 4, 100]), 3)
  })

  it('orders numbers as numbers', () => {
    assert.equal(median([10, 9, 100]), 10)
  })

  it('leaves the figures as they were', () => {
    const figures = [3, 1, 2]
    median(figures)
    assert.deepEqual(figures, [3, 1, 2])
  })

  it('is not made up where nothing, or no number, was measured', () => {
    assert.throws(() => median([]), RangeError)
    assert.throws(() => median([1, Number.NaN]), RangeError)
    assert.throws(() => median([1, Number.POSITIVE_INFINITY]), RangeError)
  })
})

describe('a goal', () => {
  it('holds at its limit and not beyond', () => {
    assert.equal(isMet(atMost(0.5), 0.5), true)
    assert.equal(isMet(atMost(0.5), 0.501), false)
    assert.equal(isMet(atLeast(2), 2), true)
    assert.equal(isMet(atLeast(2), 1.999), false)
  })

  it('is read as what it bounds', () => {
    assert.equal(goalText(atMost(0.5), 'ms'), 'ratio ≤ 0.5')
    assert.equal(goalText(atLeast(2), 'ms'), 'ratio ≥ 2')
    assert.equal(goalText(atMost(0.6, 'value'), 'µs'), '≤ 0.6 µs')
  })
})

describe('a row', () => {
  it('has the fields that are promised, and no others', () => {
    const row = rowOf({ ...MEASURED, goal: atMost(0.5) })
    assert.deepEqual(Object.keys(row), ['name', 'value', 'unit', 'peer', 'peerValue', 'ratio', 'goal', 'holds'])
  })

  it('forms ratios within each round before it takes their median', () => {
    const row = rowOf({ ...MEASURED, goal: atMost(0.5) })
    assert.deepEqual([row.value, row.peerValue, row.ratio, row.holds], [50, 100, 0.45, true])
    assert.equal(rowOf({ ...MEASURED, values: [10, 80, 30], peerValues: [100, 100, 30] }).ratio, 0.8)
  })

  it('judges the value where the goal is on the value', () => {
    assert.equal(rowOf({ ...MEASURED, goal: atMost(49, 'value') }).holds, false)
    assert.equal(rowOf({ ...MEASURED, goal: atMost(50, 'value') }).holds, true)
  })

  it('judges before it rounds', () => {
    const row = rowOf({ ...MEASURED, values: [0.50004], peerValues: [1], goal: atMost(0.5) })
    assert.deepEqual([row.ratio, row.holds], [0.5, false])
  })

  it('without a goal holds nothing and misses nothing', () => {
    const row = rowOf(MEASURED)
    assert.deepEqual([row.goal, row.holds], ['-', null])
  })

  it('is refused when a round lacks its peer, or the peer measured nothing', () => {
    assert.throws(() => rowOf({ ...MEASURED, peerValues: [100] }), RangeError)
    assert.throws(() => rowOf({ ...MEASURED, values: [1], peerValues: [0] }), RangeError)
  })

  it('keeps four digits', () => {
    assert.deepEqual([rounded(1234.56), rounded(0.000123456), rounded(0)], [1235, 0.0001235, 0])
  })
})

describe('rounds', () => {
  it('take the subjects in turn and leave out the first round', async () => {
    const order: string[] = []
    let clock = 0
    const figures = await interleave(['a', 'b'] as const, { count: 2 }, (name) => {
      order.push(name)
      clock += 1
      return clock
    })
    assert.deepEqual(order, ['a', 'b', 'a', 'b', 'a', 'b'])
    assert.deepEqual(
      column(figures, 'a', (figure) => figure),
      [3, 5],
    )
    assert.deepEqual(
      column(figures, 'b', (figure) => figure * 10),
      [40, 60],
    )
  })

  it('end with the first failure', async () => {
    const failing = interleave(['a'], { count: 1 }, () => Promise.reject(new Error('gone')))
    await assert.rejects(failing, /gone/)
  })
})

describe('the table', () => {
  const rows = [
    rowOf({ ...MEASURED, goal: atMost(0.5) }),
    rowOf({ ...MEASURED, name: 'handshake.rate', goal: atLeast(2) }),
    rowOf({ ...MEASURED, name: 'told', peer: 'haproxy, tickets off' }),
  ]

  it('says of each goal whether it holds', () => {
    const [head = '', cpu = '', rate = '', told = ''] = tableOf(rows).split('\n')
    assert.match(head, /name +Hubtrust +unit +peer/)
    assert.match(cpu, /handshake\.cpu +50 .*stunnel +100 +0\.45 +ratio ≤ 0\.5 +holds$/)
    assert.match(rate, /MISSED$/)
    assert.match(told, /haproxy, tickets off .*-$/)
  })

  it('names what was missed underneath', () => {
    assert.equal(summaryOf(rows), '1 of 2 goals hold; missed: handshake.rate.')
    assert.equal(summaryOf(rows.slice(0, 1)), '1 of 1 goals hold.')
  })
})

describe('the cases', () => {
  it('have names of their own, words about them, and peers that can be installed', () => {
    assert.equal(new Set(CASES.map(({ name }) => name)).size, CASES.length)
    for (const { name, about, needs } of CASES) {
      assert.match(name, /^[a-z]+$/)
      assert.match(about, /\.$/)
      for (const peer of needs) assert.ok(PEERS.includes(peer))
    }
  })
})

describe('a sample directory', () => {
  it('is the same for who builds it and who asks', () => {
    const index = sampleIndex(100, [{ server: 'hub2.corp.example', fingerprints: [digestOf(1_000_000)] }])
    assert.equal(index.serverCount, 100)
    assert.equal(index.find(digestOf(42)), serverName(42))
    assert.equal(index.find(digestOf(1_000_000)), 'hub2.corp.example')
    assert.equal(index.find(digestOf(99)), undefined)
  })
})

describe('a stage', { skip: process.platform !== 'linux' && 'reads /proc' }, () => {
  it('ends its programs with everything they started, and removes its folder', async () => {
    const stage = new Stage()
    try {
      writeFileSync(stage.path('file'), 'x')
      const script = "require('child_process').spawn('sleep',['60']).on('spawn',()=>console.log('up'))"
      const program = stage.start({ command: process.execPath, args: ['-e', script], place: 'anywhere' })
      assert.equal(await program.line(), 'up')
      const tree = treeOf(program.pid)
      assert.equal(tree.length, 2)
      assert.ok(residentBytes(program.pid) > 1_000_000)
      assert.ok(cpuSeconds(program.pid) >= 0)
      await stage.endAll()
      assert.equal(program.hasEnded, true)
      assert.equal(residentBytes(tree[1] ?? 0), 0)
    } finally {
      stage.close()
    }
    assert.equal(existsSync(stage.folder), false)
  })

  it('gives the output of a program that ends, and the last words of one that fails', async () => {
    const stage = new Stage()
    try {
      const node = (script: string) => stage.run({ command: process.execPath, args: ['-e', script], place: 'load' })
      assert.equal(await node("process.stdout.write('12')"), '12')
      await assert.rejects(node("console.error('no such day'); process.exit(3)"), /no such day/)
      await assert.rejects(stage.run({ command: '/nonexistent/program', args: [], place: 'anywhere' }), /nonexistent/)
    } finally {
      stage.close()
    }
  })

  it('hands out ports that differ, on processors that exist', async () => {
    const ports = await freePorts(5)
    assert.equal(new Set(ports).size, 5)
    assert.ok(ownProcessors().every((processor) => Number.isInteger(processor)))
  })
})
