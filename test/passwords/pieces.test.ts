import t from 'tap'
import { countPieces, repeatedPiece } from '../../src/passwords/pieces.js'

const pieces: Record<string, number> = {
  '': 0,
  a: 1,
  aaaa: 1,
  abcd: 1,
  dcba: 1,
  '7890123': 1,
  qwertyuiop: 1,
  abcba: 2,
  aabb: 2,
  abccc: 2,
  'a b': 3,
  xkq: 3,
  '🦊🦊🐻': 2
}

for (const [text, count] of Object.entries(pieces)) {
  t.test(`"${text}" has ${count}`, async (t) => {
    t.equal(countPieces(text), count)
  })
}

const repeated: Record<string, number | null> = {
  '': null,
  a: null,
  ab: null,
  aa: 1,
  abab: 2,
  ababa: 2,
  abcab: null,
  abcabx: null,
  '🦊🐻🦊🐻': 2
}

for (const [text, length] of Object.entries(repeated)) {
  t.test(`"${text}" repeats ${length ?? 'nothing'}`, async (t) => {
    t.equal(repeatedPiece(text), length)
  })
}
