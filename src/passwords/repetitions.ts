/**
 * How many characters from each one on have stood in the text before, perhaps overlapping. Row by
 * row, from the end: the time grows with the square of the length and no more.
 */
export function repetitionLengths(characters: readonly string[]): number[] {
  const { length } = characters
  const longest = new Array<number>(length).fill(0)
  let next = new Array<number>(length + 1).fill(0)
  for (let at = length - 1; at > 0; at--) {
    const common = new Array<number>(length + 1).fill(0)
    for (let before = 0; before < at; before++) {
      if (characters[at] !== characters[before]) continue
      common[before] = 1 + (next[before + 1] as number)
      longest[at] = Math.max(longest[at] as number, common[before] as number)
    }
    next = common
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
