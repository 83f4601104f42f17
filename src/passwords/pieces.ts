/** Rows that fingers and memories run along, in either direction. */
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'yxcvbnm',
  'zxcvbnm'
]
const neighbours = new Set(rows.flatMap((row) => [...row].slice(1).map((next, i) => row[i] + next)))

type Direction = 'same' | 'up' | 'down' | null

/** Which way a pair of characters runs; null where they have nothing to do with each other. */
function directionOf(from: string, to: string): Direction {
  if (from === to) return 'same'
  if (neighbours.has(from + to)) return 'up'
  return neighbours.has(to + from) ? 'down' : null
}

/**
 * Of how many pieces a text is made that somebody has to think of: a run along a row of letters,
 * digits or keys is one, a repeated character is one, any other character is one each.
 */
export function countPieces(text: string): number {
  let pieces = 0
  let before = ''
  let run: Direction = null
  for (const character of text) {
    const direction = directionOf(before, character)
    const goesOn: boolean = direction !== null && (run === null || run === direction)
    if (!goesOn) pieces++
    run = goesOn ? direction : null
    before = character
  }
  return pieces
}

/** The length of the piece that a text repeats from its beginning to its end, or null. In code points. */
export function repeatedPiece(text: string): number | null {
  const characters = [...text]
  for (let length = 1; length <= characters.length / 2; length++) {
    if (characters.every((character, i) => i < length || character === characters[i - length])) {
      return length
    }
  }
  return null
}
