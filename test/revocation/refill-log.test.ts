import t from 'tap'
import { createRefillLog } from '../../src/revocation/refill-log.js'

t.test('a refill that keeps being interrupted is logged once a minute', async (t) => {
  const time = { now: 1000 }
  const lines: string[] = []
  const write = (_facts: object, message: string) => void lines.push(message)
  const report = createRefillLog({ info: write, warn: write }, () => time.now)
  const [begun, interrupted, filled] = [
    'the set of revoked tokens is being filled',
    'filling the set of revoked tokens was interrupted',
    'the set of revoked tokens was filled'
  ]
  for (let i = 0; i < 60; i++) {
    time.now = 1000 + i
    report('begin', {})
    report('interrupted', {})
  }
  t.strictSame(lines.splice(0), [begun, interrupted, begun, interrupted])
  time.now = 1062
  report('begin', {})
  report('interrupted', {})
  report('begin', {})
  t.strictSame(lines.splice(0), [begun, interrupted])
  report('end', {})
  report('begin', {})
  t.strictSame(lines, [filled, begun], 'a complete refill ends the silence')
})
