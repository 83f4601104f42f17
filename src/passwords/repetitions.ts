/**
 * How many characters from each one on have stood in the text before, perhaps overlapping. Row by
 * row, from the end: the time grows with the square of the length and no more.
 */
export function repetitionLengths(characters: readonly string[]): number[] {
  const { length } = characters
  const longest = new Array<number>(length).fill(0)
  // How many characters from `at` and from `before` on are the same. One row is enough: each place is
  // overwritten only after the place before it has been read.
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
