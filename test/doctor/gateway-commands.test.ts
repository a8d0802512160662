/** What is printed to reload or restart the gateway can be typed where it runs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { remedyText } from '../../src/model/finding-text.ts'
import type { Facts } from '../../src/model/facts.ts'
import { jsonReport } from '../../src/report/json.ts'
import { textReport } from '../../src/report/text.ts'
import { facts, gateway } from './facts.ts'
import { fingerprintOf } from '../trust/store.ts'

/** The gateway shows another certificate than selection chooses: it must read again. */
function told(differs: Parameters<typeof gateway>[0]): Facts {
  return facts({ gateway: gateway({ inUse: fingerprintOf('another'), ...differs }) })
}

function commandsOf(asked: Facts, id: string): readonly string[] {
  const finding = diagnose(asked).findings.find((one) => one.id === id)
  return (finding?.remedies ?? []).flatMap((remedy) => remedyText(remedy, 'en').commands)
}

test('a unit of systemd is reloaded by its name, a process by its number', () => {
  assert.deepEqual(commandsOf(told({ unit: 'mail-trust.service' }), 'selection.served-differs'), [
    'systemctl reload mail-trust',
  ])
  assert.deepEqual(commandsOf(told({}), 'selection.served-differs'), ['kill -HUP 4711'])
})

test('a process is ended, waited for, and started with the configuration it had', () => {
  assert.deepEqual(commandsOf(facts({ gateway: gateway({ version: '0.0.9' }) }), 'gateway.other-version'), [
    'kill 4711; tail --pid=4711 -f /dev/null; hubtrust serve --config /etc/hubtrust/config.yaml',
  ])
  const unit = facts({ gateway: gateway({ version: '0.0.9', unit: 'hubtrust.service' }) })
  assert.deepEqual(commandsOf(unit, 'gateway.other-version'), ['systemctl restart hubtrust'])
})

test('the name of a unit out of a file of facts cannot become a second command', () => {
  const [command] = commandsOf(told({ unit: 'a; reboot #' }), 'selection.served-differs')
  assert.equal(command, "systemctl reload 'a; reboot #'")
})

test('where the configuration was named on the command line, every command of ours names it', () => {
  const report = diagnose(told({}), { config: '/srv/a lab/config.yaml' })
  const text = textReport(report, { lang: 'en', width: 200 })
  assert.match(text, /hubtrust doctor --only selection\.served-differs --config '\/srv\/a lab\/config\.yaml'/)
  assert.match(text, /kill -HUP 4711\n/)
  assert.doesNotMatch(textReport(diagnose(told({})), { lang: 'en' }), /--config/)
  const empty = diagnose(facts({ gateway: gateway({ version: '0.0.9' }) }), { config: '/srv/lab/config.yaml' })
  assert.equal(jsonReport(empty, { lang: 'en' }).split('--config').length, 2, 'once is enough')
})
