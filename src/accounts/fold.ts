/** Characters of one code point alone: what folds or decomposes to several is left as it is. */
const isOne = (text: string) => [...text].length === 1

/** Reads one character in its own right: as in the middle of no word, where no letter is final. */
function foldCharacter(character: string): string {
  // The two whose folding is not what their capital letters suggest: U+0130 is `I` with a dot that
  // stays, and U+0131, which has none, is nobody's small letter.
  if (character === '\u0130') return 'i\u0307'
  if (character === '\u0131') return character
  const compatible = character.normalize('NFKC')
  const plain = isOne(compatible) ? compatible : character
  const capital = plain.toUpperCase()
  const upper = isOne(capital) ? capital : plain
  return upper.toLowerCase()
}

/**
 * Text without regard to case (Unicode's simple case folding, `CaseFolding.txt` C and S) and to the
 * ways in which one character is written (UAX #15). Only what is one character for one: the final
 * sigma is a sigma, `ſ` an `s`, the full-width `ｒ` an `r`; but `ß` is not `ss`, the ligature `ﬁ` not
 * `fi`, and the dotless `ı` not `i`.
 */
export function foldCase(text: string): string {
  return Array.from(text.normalize('NFC'), foldCharacter).join('').normalize('NFC')
}
