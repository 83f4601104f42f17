import t from 'tap'
import { countPieces, splitText } from '../../src/passwords/password-patterns.js'
import { repeatedPiece } from '../../src/passwords/repetitions.js'

const words = new Set([
  'horse',
  'staple',
  'small',
  'allow',
  '1985',
  'horse1',
  'horse2',
  'qwerty',
  'correct',
  'correcthorsestaple'
])
const own = ['skywalker', 'rey']
const count = (text: string, longestWord = 14) =>
  countPieces(splitText(text), { words, longestWord, own })

const pieces: Record<string, number> = {
  '': 0,
  a: 1,
  aa: 1,
  aaaa: 1,
  ab: 2,
  abcd: 1,
  dcba: 1,
  '7890123': 1,
  '3210987': 1,
  qwertyuiop: 1,
  azertyuiop: 1,
  '1qaz2wsx': 2,
  йцукен: 1,
  γδεζ: 1,
  aabb: 1,
  '112233': 1,
  abccc: 1,
  abcba: 3,
  'a b': 2,
  'a-b-c': 1,
  xkq: 3,
  '🦊🦊🐻': 2,
  '. _ @': 0,
  // Repetitions of three or more characters, also overlapping ones.
  xkqxkq: 4,
  xkqxkqxkqxkq: 4,
  'xk xk xk': 3,
  xkxk: 4,
  // Words and parts of the address.
  horse: 1,
  'h.o.r.s.e': 1,
  horsestaple: 2,
  horsehorse: 2,
  horses: 2,
  skywalkerhorse: 2,
  'rey 1985': 2,
  горse: 5
}

t.test('counts the pieces of a text', async (t) => {
  for (const [text, number] of Object.entries(pieces)) t.equal(count(text).pieces, number, text)
})

const different: Record<string, number> = {
  'horse staple': 2,
  'horse horse horse': 1,
  horsestaplehorse: 2,
  'skywalker rey horse': 2,
  'horse1 horse2 staple': 2,
  // Digits and runs are no words. Four unknown letters are one.
  '1985': 0,
  qwerty: 0,
  xkqz: 1,
  xkq: 0,
  'xkqz horse mtbw': 3,
  'moss llxx': 1,
  'm o s': 0,
  x1k2q3z4: 0,
  // Two readings are possible: the written one counts.
  'horse small owls staple': 4,
  horsesmallowlsstaple: 3
}

t.test('counts the different words of a text', async (t) => {
  for (const [text, number] of Object.entries(different)) t.equal(count(text).words, number, text)
})

t.test('looks for longer words on request', async (t) => {
  t.equal(count('correct horse staple').words, 3)
  t.equal(count('correct horse staple', 40).pieces, 1)
})

t.test('returns the kinds of the pieces', async (t) => {
  t.match(count('abcd'), { hasWords: false, hasOwn: false })
  t.match(count('horse'), { hasWords: true, hasOwn: false })
  t.match(count('rey'), { hasWords: false, hasOwn: true })
})

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
