/** One fixed locale, whatever the machine's: letters' case and accents do not count. */
const collator = new Intl.Collator('en', { sensitivity: 'base' })

/** The form in which texts are searched and compared: `Padmé` and `PADME` are the same. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Puts two folded texts in order. */
export const compareText: (a: string, b: string) => number = collator.compare
