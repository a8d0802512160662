/** The whole story by the real program: three gateway processes, no terminal. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { at, PROGRAM } from '../cli/program.ts'

const DIRECTIONS = 6
const ARTICLE = ['services.smtp-not-enabled', 'key.unreadable', 'names.not-covered', 'balancer.unexpected-name']

test('lab --once delivers, breaks each cause of the article, sees 1037 and 2019 name it, repairs and delivers again', () => {
  const { status, stdout, stderr } = spawnSync(PROGRAM, ['lab', '--once', '--format', 'json'], {
    encoding: 'utf8',
    timeout: 180_000,
  })
  assert.equal(status, 0, stderr)
  const report: unknown = JSON.parse(stdout)
  assert.equal(at(report, 'schema'), 'hubtrust.lab/1')
  assert.equal(at(report, 'ok'), true)
  for (let index = 0; index < DIRECTIONS; index += 1) {
    assert.equal(at(report, `deliveries.${String(index)}.trustedAs`), at(report, `deliveries.${String(index)}.from`))
  }
  assert.notEqual(at(report, 'deliveries.5'), undefined)
  for (const [index, cause] of ARTICLE.entries()) {
    const chapter = at(report, `causes.${String(index)}`)
    assert.equal(at(chapter, 'cause'), cause)
    for (const [place, id] of [1037, 2019].entries()) {
      assert.equal(at(chapter, `events.${String(place)}.id`), id)
      assert.equal(at(chapter, `events.${String(place)}.cause`), cause)
    }
    assert.equal(at(chapter, 'repaired'), true)
    assert.equal(at(chapter, 'delivered'), true)
  }
  assert.equal(at(report, 'stopped.cause'), 'peer.not-in-directory')
  assert.equal(at(report, 'stopped.mail'), 'deferred')
  assert.match(String(at(report, 'stopped.reason')), /event 1036/)
  assert.equal(stderr, '')
})
