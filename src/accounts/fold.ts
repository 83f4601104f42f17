/** Whether a text is one code point. A character that folds or decomposes to several stays as it is. */
const isOne = (text: string) => [...text].length === 1

/** Folds one character on its own, outside any word, so that no letter takes its final form. */
function foldCharacter(character: string): string {
  // Two exceptions to folding by the capital letter: U+0130, `I` with a dot, keeps its dot, and
  // U+0131, the dotless `ı`, is not the small letter of `I`.
  if (character === '\u0130') return 'i\u0307'
  if (character === '\u0131') return character
  const compatible = character.normalize('NFKC')
  const plain = isOne(compatible) ? compatible : character
  const capital = plain.toUpperCase()
  const upper = isOne(capital) ? capital : plain
  return upper.toLowerCase()
}

/**
 * Returns a form of a text that is the same for each case (Unicode's simple case folding,
 * `CaseFolding.txt` C and S) and for each way to write a character (UAX #15). Maps one character to one
 * character only: the final sigma becomes a sigma, `ſ` an `s`, the full-width `ｒ` an `r`; but `ß` does
 * not become `ss`, the ligature `ﬁ` not `fi`, and the dotless `ı` not `i`.
 */
export function foldCase(text: string): string {
  return Array.from(text.normalize('NFC'), foldCharacter).join('').normalize('NFC')
}
