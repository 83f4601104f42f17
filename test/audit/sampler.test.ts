import t from 'tap'
import type { EventType } from '../../src/accounts/store/events.js'
import { createSampler } from '../../src/audit/sampler.js'
import { noon } from '../helper.js'

const request = { ip: '192.0.2.1', id: 'first' }
const at = (now: number, network = '192.0.2.1', type: EventType = 'login') => ({
  type,
  network,
  request,
  now
})

t.test('of a type and network, ten events of a minute are written, the rest counted', async (t) => {
  const { admit, ended } = createSampler()
  const admitted = Array.from({ length: 25 }, (_, i) => admit(at(noon + i)))
  t.strictSame(admitted, [...Array(10).fill(true), ...Array(15).fill(false)])
  t.ok(admit(at(noon, '192.0.2.2')), 'another network')
  t.ok(admit(at(noon, '192.0.2.1', 'authentication')), 'another type')
  t.notOk(admit({ ...at(noon + 59), request: { ip: '192.0.2.1', id: 'last' } }))
  t.strictSame(ended(noon + 59.9), [], 'not before the end of the minute')
  const summary = {
    type: 'login',
    outcome: 'failure',
    request: { ip: '192.0.2.1', id: 'last' },
    detail: { count: 16 }
  }
  t.strictSame(ended(noon + 60), [summary])
  t.strictSame(ended(noon + 60), [], 'once')
})

t.test('the next minute begins with its first event', async (t) => {
  const { admit, ended } = createSampler()
  for (let i = 0; i < 11; i++) admit(at(noon))
  for (let i = 0; i < 10; i++) t.ok(admit(at(noon + 90)), 'also if nothing was read meanwhile')
  t.notOk(admit(at(noon + 149)))
  t.match(ended(noon + 149), [{ detail: { count: 1 } }])
  t.match(ended(noon + 150), [{ detail: { count: 1 } }])
})

t.test('a clock that is set back ends the minute', async (t) => {
  const { admit, ended } = createSampler()
  for (let i = 0; i < 12; i++) admit(at(noon))
  t.ok(admit(at(noon - 3600)))
  t.match(ended(noon - 3600), [{ detail: { count: 2 } }])
})

t.test('networks beyond the capacity are counted together', async (t) => {
  const { admit, ended } = createSampler(2)
  for (const network of ['a', 'b']) t.ok(admit(at(noon, network)))
  const others = Array.from({ length: 12 }, (_, i) => admit(at(noon + 1, `other ${i}`)))
  t.equal(others.filter(Boolean).length, 10)
  t.ok(admit(at(noon + 1, 'a')), 'a known network has its own count')
  t.match(ended(noon + 61), [
    { request: { ip: '', id: 'first' }, detail: { count: 2, networks: 'others' } }
  ])
})

t.test('at the end, all counts are returned', async (t) => {
  const { admit, end } = createSampler()
  for (let i = 0; i < 11; i++) admit(at(noon))
  admit(at(noon, '192.0.2.2'))
  t.match(end(), [{ detail: { count: 1 } }])
  t.strictSame(end(), [])
})
