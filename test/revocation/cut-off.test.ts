import t from 'tap'
import { decodeCutOff, encodeCutOff, isCutOff } from '../../src/revocation/cut-off.js'
import { noon } from '../helper.js'

const now = { validFrom: noon + 1, orderedAt: noon }

t.test('a number holds a cut-off exactly, and survives as a score', async (t) => {
  const year2240 = 8_520_336_000
  for (const validFrom of [noon, noon + 1, year2240]) {
    for (const minutes of [0, 1, 59, 2 ** 20 - 1]) {
      const cutOff = { validFrom, orderedAt: validFrom + minutes * 60 }
      const code = encodeCutOff(cutOff)
      t.ok(Number.isSafeInteger(code))
      t.strictSame(decodeCutOff(Number(String(code))), cutOff)
    }
  }
  t.strictSame(decodeCutOff(encodeCutOff({ validFrom: noon, orderedAt: noon + 119 })), {
    validFrom: noon,
    orderedAt: noon + 60
  })
  t.strictSame(decodeCutOff(encodeCutOff(now)), { validFrom: noon + 1, orderedAt: noon + 1 })
  t.strictSame(decodeCutOff(encodeCutOff({ validFrom: noon, orderedAt: noon + 1e9 })), {
    validFrom: noon,
    orderedAt: noon + (2 ** 20 - 1) * 60
  })
})

t.test('a later cut-off has a higher number, above every time', async (t) => {
  const code = encodeCutOff({ validFrom: noon, orderedAt: noon + 1e9 })
  t.ok(code < encodeCutOff({ validFrom: noon + 1, orderedAt: noon }))
  t.ok(encodeCutOff({ validFrom: 1, orderedAt: 1 }) >= 2 ** 20)
  t.ok(code > 100 * noon)
})

t.test('refuses what was issued before', async (t) => {
  const code = encodeCutOff(now)
  t.equal(isCutOff(code, noon, noon + 5), true)
  t.equal(isCutOff(code, noon + 0.9, noon + 5), true)
  t.equal(isCutOff(code, noon + 1, noon + 5), false)
  t.equal(isCutOff(code, noon + 5, noon + 5), false)
})

t.test('refuses what a fast clock may have issued before', async (t) => {
  const code = encodeCutOff(now)
  t.equal(isCutOff(code, noon + 50, noon + 2), true)
  t.equal(isCutOff(code, noon + 3, noon + 2), false, 'clocks differ by a second')
  t.equal(isCutOff(code, noon + 350, noon + 300), false, 'too late to have existed at the order')

  const past = encodeCutOff({ validFrom: noon - 600, orderedAt: noon })
  t.equal(isCutOff(past, noon - 600, noon), false)
  t.equal(isCutOff(past, noon - 601, noon), true)
  t.equal(isCutOff(past, noon + 30, noon), true)
})
