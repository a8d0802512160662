import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameCause } from '../../src/trust/problem.ts'
import { certificate, NAMES } from './store.ts'

test('what the names of a host say against a certificate is told whatever else is wrong with it', () => {
  const own = certificate('own', { services: [] })
  const elsewhere = certificate('own', { dnsNames: ['other.corp.example'], commonName: undefined })
  const cluster = { ...NAMES, balancerName: 'cluster.corp.example' }
  assert.equal(nameCause(own, NAMES), undefined)
  assert.equal(nameCause(elsewhere, NAMES), 'names.not-covered')
  assert.equal(nameCause(own, cluster), 'balancer.unexpected-name')
  assert.equal(nameCause(elsewhere, cluster), 'names.not-covered')
  assert.equal(nameCause(certificate('own', { dnsNames: ['cluster.corp.example'] }), cluster), undefined)
})
