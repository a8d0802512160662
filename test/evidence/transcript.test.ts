/** One file with the outputs of many commands: each is read by its own reader, and nothing is told twice. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gather } from '../../src/evidence/gather.ts'
import type { Observation } from '../../src/evidence/observation.ts'
import { transcript } from './bundles/transcript.ts'
import { sourceOf } from './text-source.ts'

async function read(text: string, name = 'transcript.txt') {
  async function* sources() {
    yield await Promise.resolve(sourceOf(text, name))
  }
  return gather(sources())
}

function kindsOf(observations: readonly Observation[]): Readonly<Record<string, number>> {
  const kinds = Map.groupBy(observations, ({ kind }) => kind)
  return Object.fromEntries([...kinds].map(([kind, seen]) => [kind, seen.length]))
}

describe('a transcript', () => {
  for (const language of ['en', 'ja'] as const)
    test(`(${language}) gives what every command in it printed, each once`, async () => {
      const { files, observations } = await read(transcript(language, {}))
      const counts = kindsOf(observations)
      assert.deepEqual(
        [counts['certificate'], counts['key-container'], counts['access'], counts['connector'], counts['event']],
        // The list of Exchange and that of certutil.
        [2, 1, 1, 1, 1],
      )
      assert.equal(counts['server'], 1)
      const names = observations.filter((one) => one.kind === 'name').map(({ what, value }) => `${what} ${value}`)
      for (const name of ['host-name HUB1', 'primary-suffix corp.example', 'computer-name HUB1'])
        assert.ok(names.includes(name), name)
      const begun = observations.find((one) => one.kind === 'collection' && one.by === 'Start-Transcript')
      assert.equal(begun?.kind === 'collection' ? begun.at : '', '2026-11-20T10:15:00')
      const [file] = files
      assert.deepEqual(file?.problems, [])
      const { takenFor = '' } = file
      for (const reader of ['exchange-certificate-list', 'certutil-store', 'icacls', 'host-names'])
        assert.ok(takenFor.includes(reader), `${takenFor} lacks ${reader}`)
    })

  test('of a shell that speaks with another server is not said to be of the machine it ran on', async () => {
    const text = transcript('en', {}).replace('**\n[PS]', '**\nVERBOSE: Connected to mbx7.corp.example.\n[PS]')
    const { observations } = await read(text)
    assert.ok(!observations.some((one) => one.kind === 'name' && one.what === 'computer-name'))
  })

  test('with a secret in it tells the place once', async () => {
    const secret = '[PS] C:\\>net use \\\\fs1\\c$ /user:corp\\admin\npassword: Hunter2Hunter2\n'
    const { observations } = await read(transcript('en', { noise: secret }))
    assert.equal(kindsOf(observations)['secret'], 1)
    assert.ok(!JSON.stringify(observations).includes('Hunter2'))
  })

  test('without prompts, as appended with >>, is read as a whole too', async () => {
    const text = transcript('en', {})
      .split('\n')
      .filter((line) => !line.startsWith('[PS]'))
      .slice(11)
      .join('\n')
    const counts = kindsOf((await read(text)).observations)
    assert.deepEqual([counts['certificate'], counts['access'], counts['connector']], [2, 1, 1])
  })

  test('is not made of a log or of a note', async () => {
    const { files } = await read(
      '#Software: Microsoft Exchange Server\n#Log-type: SMTP Receive Protocol Log\n',
      'r.log',
    )
    assert.equal(files[0]?.takenFor, 'smtp-protocol-log')
    assert.equal((await read('milk and eggs\n')).files[0]?.takenFor, undefined)
  })
})
