import t from 'tap'
import { formatDuration, formatRelative } from '../../web/kit/time.js'

t.test('durations have two units at most', async (t) => {
  for (const [seconds, text] of [
    [-5, '0 s'],
    [0.4, '0 s'],
    [59, '59 s'],
    [65, '1 min 5 s'],
    [3600, '1 h'],
    [35_999, '9 h 59 min'],
    [90_061, '1 d 1 h']
  ] as const) {
    t.equal(formatDuration(seconds), text)
  }
})

t.test('times are relative to now', async (t) => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  for (const [time, text] of [
    ['2026-11-23T12:00:00Z', 'now'],
    ['2026-11-23T11:59:15Z', '45 seconds ago'],
    ['2026-11-23T11:54:30Z', '5 minutes ago'],
    ['2026-11-23T14:30:00Z', 'in 2 hours'],
    ['2026-11-22T10:00:00Z', 'yesterday']
  ] as const) {
    t.equal(formatRelative(time, now), text)
  }
})
