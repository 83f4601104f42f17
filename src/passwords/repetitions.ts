/**
 * For each place: how many characters from there on repeat an earlier part of the text, which may
 * overlap. Works row by row from the end, so it takes quadratic time.
 */
export function repetitionLengths(characters: readonly string[]): number[] {
  const { length } = characters
  const longest = new Array<number>(length).fill(0)
  // The number of equal characters from `at` and from `before` on. One row is enough: each entry is read
  // for the previous place before it is overwritten.
  const common = new Uint16Array(length + 1)
  for (let at = length - 1; at > 0; at--) {
    let max = 0
    for (let before = 0; before < at; before++) {
      const isSame = characters[at] === characters[before]
      const count = isSame ? 1 + (common[before + 1] as number) : 0
      common[before] = count
      if (count > max) max = count
    }
    longest[at] = max
  }
  return longest
}

/** The length of the piece that makes up a whole text by repetition, in code points; or null. */
export function repeatedPiece(text: string): number | null {
  const characters = [...text]
  for (let length = 1; length <= characters.length / 2; length++) {
    if (characters.every((character, i) => i < length || character === characters[i - length])) {
      return length
    }
  }
  return null
}
