import { repetitionLengths } from './repetitions.js'
import { type Run, runFrom, sameLength } from './runs.js'
import { separator } from './separators.js'

/** The texts that count as one piece of a password. In lower case, without separators. */
interface PieceSources {
  /** Common words and passwords. */
  readonly words: Pick<ReadonlySet<string>, 'has'>
  /** The length of the longest word to search for, in code points. */
  readonly longestWord: number
  /** Obvious words for this account: parts of its address, and the service's name. */
  readonly own: readonly string[]
}

interface Tally {
  /** The least number of pieces that make up the text. */
  readonly pieces: number
  /**
   * The number of different words among them. All own words together count as one. A series of single
   * letters that is as long as a word counts as a word, too: a rare word is no worse than a common one.
   */
  readonly words: number
  /** Whether any piece is a common word (`hasWords`) or an own word (`hasOwn`). */
  readonly hasWords: boolean
  readonly hasOwn: boolean
}

/** The split of the text up to a place into the fewest pieces: its last piece begins at `from`. */
interface Way {
  readonly from: number
  readonly kind: 'word' | 'own' | 'character' | 'double' | 'other'
  readonly pieces: number
  /** Decides between ways with equally many pieces: more words, and words between separators, win. */
  readonly likeness: number
}

/** In code points. Shorter words occur in other words by chance. */
export const minWordLength = 4
/** The shortest run or repetition, in code points. */
const minSequence = 3

const isLetter = (text: string) => /\p{L}/u.test(text)

/** Counts the pieces from the end of the cheapest way back to its start. */
function tallyOf(ways: readonly Way[], characters: readonly string[]): Tally {
  const words = new Set<string>()
  const kinds = new Set<Way['kind']>()
  let rareEnd = characters.length
  for (let to = ways.length - 1; to > 0; to = (ways[to] as Way).from) {
    const { kind, from } = ways[to] as Way
    kinds.add(kind)
    // Digits after a word do not make it a different word.
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
interface SplitText {
  /** Without separators. */
  readonly characters: readonly string[]
  /** The places in `characters` where the text had a separator, and both ends. */
  readonly borders: ReadonlySet<number>
  readonly joined: string
  /** For each place: how many characters from there on repeat an earlier part of the text. */
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
 * Counts the fewest pieces that make up a text. A word, a part of the address, a run, a repeated
 * character and a repetition of an earlier part are one piece each, and so is any other character.
 * Separators matter only between two splits with equally many pieces. Takes quadratic time at most.
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
  /** Offers every length of a run or a repetition as one piece that is not a word. */
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
    // A run may repeat a character, so within equal characters it gets shorter by one each time.
    run =
      isRepeated && same > 1
        ? { length: run.length - 1, strictLength: 1 }
        : runFrom(characters, from)
    // A word may be part of a run if the run repeats a letter: `tree`, `feed`.
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
