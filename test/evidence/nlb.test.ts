import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headOf } from '../../src/evidence/encoding.ts'
import { nlbReader as reader } from '../../src/evidence/nlb.ts'
import { sampleBytes, sampleText } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

async function read(content: string | Uint8Array) {
  const { observations, problems } = await readAll(reader, sourceOf(content, 'nlb.txt'))
  assert.deepEqual(problems, [])
  return observations
}

test('wlbs display gives each cluster with its names, addresses and ports', async () => {
  assert.deepEqual(await read(sampleText('wlbs-display.txt')), [
    {
      kind: 'balancer',
      evidence: { source: 'nlb.txt', line: 3, quote: 'Cluster 10.0.0.50' },
      product: 'nlb',
      clusterName: 'nlb.corp.example',
      clusterAddresses: ['10.0.0.50'],
      hostName: 'hub1.corp.example',
      hostPriority: 1,
      isBound: true,
      ports: ['25-25', '443-444'],
    },
    {
      kind: 'balancer',
      evidence: { source: 'nlb.txt', line: 21, quote: 'Cluster 10.0.0.60' },
      product: 'nlb',
      clusterName: 'web.corp.example',
      clusterAddresses: ['10.0.0.60'],
      isBound: true,
      ports: [],
    },
  ])
})

test('the cmdlets together speak of one cluster', async () => {
  assert.deepEqual(await read(sampleText('nlb-cluster.txt')), [
    {
      kind: 'balancer',
      evidence: { source: 'nlb.txt', line: 3, quote: 'Name       : nlb.corp.example' },
      product: 'nlb',
      clusterName: 'nlb.corp.example',
      clusterAddresses: ['10.0.0.50', '10.0.0.51'],
      isBound: true,
      ports: ['25-25'],
    },
  ])
})

test('that it is not there is said as such, in Japanese too', async () => {
  const missing = await read(sampleBytes('nlb-missing-ja.txt', 'cp932'))
  assert.deepEqual(
    missing.map((one) => one.kind === 'balancer' && [one.isBound, one.evidence.line]),
    [[false, 2]],
  )
  const english = await read(
    'WLBS Cluster Control Utility V2.6 (c) 1997-2009 Microsoft Corporation.\nWLBS is not installed on this system or you do not have sufficient privileges.\n',
  )
  assert.deepEqual(
    english.map((one) => one.kind === 'balancer' && one.isBound),
    [false],
  )
})

test('a translated word for the cluster is understood behind the line of the utility', async () => {
  const text =
    'WLBS クラスター コントロール ユーティリティ V2.6 (c) 1997-2009\nクラスター 10.0.0.50\nClusterName = nlb.corp.example\n'
  const [one] = await read(text)
  assert.deepEqual(one?.kind === 'balancer' && [one.clusterName, one.clusterAddresses], [
    'nlb.corp.example',
    ['10.0.0.50'],
  ])
})

test('properties of something else are no cluster', async () => {
  assert.deepEqual(await read('Name : hub1\nIPAddress : 10.0.0.1\n\nClusterName = x\n'), [])
})

test('it knows its own and leaves the rest alone', () => {
  const sure = (text: string): number => reader.recognise(headOf(Buffer.from(text)))
  assert.equal(sure(sampleText('wlbs-display.txt')), 90)
  assert.equal(sure(sampleText('nlb-missing-ja.txt')), 90)
  assert.equal(sure(sampleText('nlb-cluster.txt')), 70)
  for (const text of ['', 'Cluster 10.0.0.1', 'ClusterName = x']) assert.equal(sure(text), 0, text)
})
