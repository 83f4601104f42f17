import { repetitionLengths } from './repetitions.js'
import { type Run, runFrom, sameLength } from './runs.js'
import { separator } from './separators.js'

/** What counts as one piece of a password. In lower case, without separators. */
export interface PieceSources {
  /** Common words and passwords. */
  readonly words: Pick<ReadonlySet<string>, 'has'>
  /** Words of more characters are not looked for. */
  readonly longestWord: number
  /** What everybody thinks of first here: parts of the address, the service's name. */
  readonly own: readonly string[]
}

export interface Tally {
  /** The least number of pieces that make up the text. */
  readonly pieces: number
  /**
   * How many different words are among them; of the owner's one at the most. Letters that are of no
   * other piece are a word too where a word could be as short: a rare word is no worse than a common one.
   */
  readonly words: number
  /** Whether any of them is a common word, or the owner's. */
  readonly hasWords: boolean
  readonly hasOwn: boolean
}

/** The cheapest way to a place in the text: its last piece begins at `from`. */
interface Way {
  readonly from: number
  readonly kind: 'word' | 'own' | 'character' | 'double' | 'other'
  readonly pieces: number
  /** Decides between ways of as many pieces: how many words, and how many of them as they are written. */
  readonly likeness: number
}

/** Shorter ones stand in many words by chance. In code points. */
export const minWordLength = 4
/** Of a run or a repetition. In code points. */
const minSequence = 3

const isLetter = (text: string) => /\p{L}/u.test(text)

/** Walks back along the cheapest way. */
function tallyOf(ways: readonly Way[], characters: readonly string[]): Tally {
  const words = new Set<string>()
  const kinds = new Set<Way['kind']>()
  let rareEnd = characters.length
  for (let to = ways.length - 1; to > 0; to = (ways[to] as Way).from) {
    const { kind, from } = ways[to] as Way
    kinds.add(kind)
    // Digits after a word make no other word of it.
    if (kind === 'word') words.add(characters.slice(from, to).filter(isLetter).join(''))
    if (kind === 'own') words.add('own')
    const isRare =
      (kind === 'character' || kind === 'double') && isLetter(characters[from] as string)
    if (!isRare) rareEnd = from
    else if (rareEnd - from >= minWordLength) words.add(`rare until ${rareEnd}`)
  }
  const { pieces } = ways.at(-1) as Way
  return { pieces, words: words.size, hasWords: kinds.has('word'), hasOwn: kinds.has('own') }
}

/** A text, prepared for counting. */
export interface SplitText {
  /** Without separators. */
  readonly characters: readonly string[]
  /** The places among them where a separator stood, and both ends. */
  readonly borders: ReadonlySet<number>
  readonly joined: string
  /** Of each character: how many from it on have stood in the text before. */
  readonly repetitions: readonly number[]
}

/** @param text in lower case */
export function splitText(text: string): SplitText {
  const characters: string[] = []
  const borders = new Set([0])
  for (const character of text) {
    if (separator.test(character)) borders.add(characters.length)
    else characters.push(character)
  }
  return {
    characters,
    borders: borders.add(characters.length),
    joined: characters.join(''),
    repetitions: repetitionLengths(characters)
  }
}

/**
 * Of how few pieces a text is made that somebody has to think of: a word, a part of the address, a
 * run, a repeated character and a repetition of what came before are one each, and so is any other
 * character. Separators make no difference but where there are two ways to read a text. The time
 * grows with the square of the length at the most.
 *
 */
export function countPieces(
  { characters, borders, joined, repetitions }: SplitText,
  { words, longestWord, own }: PieceSources
): Tally {
  const { length } = characters
  const ways: Way[] = [{ from: 0, kind: 'other', pieces: 0, likeness: 0 }]
  let from = 0
  function offer(to: number, way: Way): void {
    const known = ways[to]
    const isCheaper =
      known === undefined ||
      way.pieces < known.pieces ||
      (way.pieces === known.pieces && way.likeness > known.likeness)
    if (isCheaper) ways[to] = way
  }
  function goTo(to: number, kind: Way['kind']): void {
    const { pieces, likeness } = ways[from] as Way
    const asWritten = borders.has(from) && borders.has(to) ? 1 : 0
    const more = kind === 'word' ? 2 + asWritten : 0
    offer(to, { from, kind, pieces: pieces + 1, likeness: likeness + more })
  }
  /** Every length of a run or a repetition: none of them is a word. */
  function goAll(longest: number): void {
    const { pieces, likeness } = ways[from] as Way
    const way: Way = { from, kind: 'other', pieces: pieces + 1, likeness }
    for (let to = from + minSequence; to <= from + longest; to++) offer(to, way)
  }

  let start = 0
  let same = 0
  let run: Run = { length: 0, strictLength: 0 }
  for (; from < length; from++) {
    const isRepeated = from > 0 && characters[from] === characters[from - 1]
    same = isRepeated ? same - 1 : sameLength(characters, from)
    // A run may repeat a step: within equal characters it gets shorter by one each time.
    run =
      isRepeated && same > 1
        ? { length: run.length - 1, strictLength: 1 }
        : runFrom(characters, from)
    // A word may lie along a row if its letters are doubled on the way: `tree`, `feed`.
    const noWord = Math.max(same, run.strictLength)
    goTo(from + 1, 'character')
    if (same > 1) goTo(from + 2, 'double')
    goAll(Math.max(same, run.length, repetitions[from] as number))
    const isOwn = own.filter((word) => joined.startsWith(word, start))
    for (const word of isOwn) goTo(from + [...word].length, 'own')

    const last = Math.min(length, from + longestWord)
    let end = start
    for (let to = from + 1; to <= last; to++) {
      end += (characters[to - 1] as string).length
      if (to - from < minWordLength || to - from <= noWord) continue
      const part = joined.slice(start, end)
      if (words.has(part) && !isOwn.includes(part)) goTo(to, isLetter(part) ? 'word' : 'other')
    }
    start += (characters[from] as string).length
  }
  return tallyOf(ways, characters)
}
