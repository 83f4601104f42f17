import t from 'tap'
import { heightOf } from '../../web/views/watch/latency-scale.js'
import { addUp, type Cut, kindOf, type Probe, summarize } from '../../web/views/watch/statistics.js'
import { milliseconds, offset, verdictOf } from '../../web/views/watch/verdict-text.js'

const probe = (sentAt: number, answeredAt: number | null, status = 0): Probe => ({
  sentAt,
  answeredAt,
  status
})
/** Sent at 1000, answered at 1020. */
const cut: Cut = { at: 1020, requestedAt: 1000, by: 'button' }

t.test('the times of a request and of the revocation decide what the request shows', async (t) => {
  const cases: [string, Probe, Cut | null, string | null][] = [
    ['answered, and nothing is revoked', probe(900, 910, 200), null, 'accepted'],
    ['not modified', probe(900, 910, 304), null, 'accepted'],
    ['rejected, and nothing is revoked', probe(900, 910, 401), null, 'rejected'],
    ['not answered yet', probe(900, null), null, null],
    ['lost', probe(900, 910, 0), null, 'failed'],
    ['unavailable', probe(900, 910, 503), cut, 'failed'],
    ['answered before the revocation was sent', probe(900, 910, 200), cut, 'accepted'],
    ['answered before the revocation was answered', probe(1005, 1015, 200), cut, 'accepted'],
    ['rejected before the revocation was answered', probe(1005, 1015, 401), cut, 'rejected'],
    ['accepted while under way at the answer', probe(1015, 1030, 200), cut, 'under-way'],
    ['rejected while under way at the answer', probe(1015, 1030, 401), cut, 'under-way'],
    ['still under way', probe(1015, null), cut, 'under-way'],
    ['sent after the answer, not answered yet', probe(1021, null), cut, null],
    ['sent after the answer, and rejected', probe(1021, 1030, 401), cut, 'rejected'],
    ['sent after the answer, and accepted', probe(1021, 1030, 200), cut, 'accepted']
  ]
  for (const [name, one, when, kind] of cases) t.equal(kindOf(one, when), kind, name)
})

t.test('only requests that were sent after the answer can be let through', async (t) => {
  const probes = [
    probe(900, 910, 200),
    probe(1005, 1015, 200),
    probe(1015, 1030, 200),
    probe(1016, 1031, 401),
    probe(1021, 1027, 304),
    probe(1022, 1040, 200),
    probe(1100, 1110, 401),
    probe(1200, 1210, 503),
    probe(1300, null)
  ]
  t.match(summarize(probes, cut), {
    sent: 9,
    counts: { accepted: 4, rejected: 1, 'under-way': 2, failed: 1 },
    sentAfter: 5,
    letThrough: 2,
    rejectedAfter: 1,
    lastStatus: 503,
    firstRejection: 11
  })
  t.match(summarize(probes, null), { sentAfter: 0, letThrough: 0, firstRejection: null })
})

t.test('the first rejection may arrive before the answer to the revocation', async (t) => {
  const probes = [probe(800, 810, 401), probe(1001, 1012, 401), probe(1100, 1110, 401)]
  t.equal(summarize(probes, cut).firstRejection, -8, 'an earlier one has another cause')
})

t.test('an empty watch has no figures', async (t) => {
  const summary = summarize([], null)
  t.match(summary, { sent: 0, lastStatus: null, median: null, firstRejection: null })
  t.equal(addUp([]).firstRejection, null)
})

t.test('the median is that of the newest answers, without lost ones', async (t) => {
  const even = [probe(0, 10, 200), probe(20, 50, 401), probe(60, 5000, 0)]
  t.equal(summarize(even, null).median, 20)
  t.equal(summarize([...even, probe(5100, 5500, 200)], null).median, 30)
  const slow = Array.from({ length: 50 }, (_, i) => probe(i, i + 500, 200))
  const fast = Array.from({ length: 100 }, (_, i) => probe(1000 + i, 1003 + i, 200))
  t.equal(summarize([...slow, ...fast], null).median, 3)
})

t.test('the newest answer is the last that arrived', async (t) => {
  t.equal(summarize([probe(0, 100, 401), probe(1, 50, 200)], null).lastStatus, 401)
})

t.test('adds up all instances', async (t) => {
  const first = summarize([probe(1021, 1040, 401), probe(1022, 1045, 401)], cut)
  const second = summarize([probe(1015, 1033, 401), probe(1022, 1030, 200)], cut)
  t.match(addUp([first, second]), {
    sent: 4,
    counts: { accepted: 1, rejected: 2, 'under-way': 1, failed: 0 },
    sentAfter: 3,
    letThrough: 1,
    rejectedAfter: 2,
    firstRejection: 13
  })
})

t.test('the verdict', async (t) => {
  const dead = summarize([probe(1021, 1040, 401)], cut)
  const alive = summarize([probe(1021, 1040, 200)], cut)
  const silent = summarize([probe(1021, 1040, 0)], cut)
  const elsewhere: Cut = { at: 1020, requestedAt: null, by: 'elsewhere' }
  t.equal(verdictOf(null, null, [dead]), null)
  t.equal(verdictOf(null, cut, [dead]), null, 'requests are missing')
  t.match(verdictOf('complete', cut, [dead]), {
    tone: 'good',
    text: 'The token is dead on this instance. Of 1 request sent after the revocation was answered, none was let through.'
  })
  t.match(verdictOf('complete', cut, [dead, dead])?.text, /^The token is dead on both instances/)
  t.match(verdictOf('complete', cut, [dead, dead, dead])?.text, /on every instance/)
  t.match(verdictOf('complete', elsewhere, [dead]), {
    tone: 'good',
    text: /^The token was revoked elsewhere\. .* after the first rejection arrived, none/
  })
  for (const end of [null, 'complete', 'stopped'] as const) {
    const verdict = verdictOf(end, cut, [dead, alive])
    t.match(verdict, { tone: 'bad', text: /^1 of 2 requests .* must not happen/ })
  }
  t.match(verdictOf('complete', cut, [dead, silent]), {
    tone: 'info',
    text: '1 instance answered nothing'
  })
  const partly = summarize([probe(1021, 1040, 401), probe(1022, 6022, 0)], cut)
  t.match(verdictOf('complete', cut, [partly]), {
    tone: 'info',
    text: /^Of 2 requests .*, 1 were rejected\. The others failed/
  })
  const expired: Cut = { ...elsewhere, by: 'expiry' }
  t.match(
    verdictOf('complete', expired, [dead, alive])?.text,
    /^The token has expired\. 1 request .* clocks/
  )
  t.match(verdictOf('complete', cut, [silent, silent]), { tone: 'info', text: 'No instance' })
  t.match(verdictOf('complete', { ...elsewhere, by: 'expiry' }, [dead])?.text, /has expired/)
  t.match(verdictOf('never-accepted', null, [dead]), { tone: 'bad' })
  t.match(verdictOf('too-long', null, [dead])?.text, /half an hour/)
  t.match(verdictOf('stopped', null, [dead])?.text, /was not revoked/)
  t.match(verdictOf('stopped', cut, [dead])?.text, /before each instance got 50/)
})

t.test('times are read easily', async (t) => {
  t.equal(milliseconds(3.06), '3.1 ms')
  t.equal(milliseconds(1234.5), '1235 ms')
  t.equal(offset(-2), '2.0 ms before')
  t.equal(offset(30), '30 ms after')
})

t.test('the scale of latencies holds everything', async (t) => {
  t.equal(heightOf(0), 0)
  t.equal(heightOf(0.5), 0)
  t.ok(Math.abs(heightOf(10) - 1 / 3) < 1e-9)
  t.equal(heightOf(60_000), 1)
})
