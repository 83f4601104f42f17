/** Ignores case and accents. The locale is fixed, so the order does not depend on the machine. */
const { compare } = new Intl.Collator('en', { sensitivity: 'base' })

/** Compares texts by their characters (UTF-16 code units), without a locale. */
export const byCharacter = (a: string, b: string) => (a < b ? -1 : Number(a > b))

/**
 * The content of a regular expression's character class, also used in the patterns of schemas:
 * accents and other marks, and invisible characters (zero-width spaces, soft hyphens).
 */
export const ignored = '\\p{M}\\p{Cf}'

/** A regular expression for texts that do not fold to an empty text. */
export const notIgnored = `[${ignored}]*[^${ignored}][\\s\\S]*`

const allIgnored = new RegExp(`[${ignored}]+`, 'gu')

/** Returns the form in which texts are searched, compared and sorted: `Padmé` and `PADME` are equal. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(allIgnored, '').toLowerCase()
}

/**
 * Compares two folded texts. Returns 0 only if they are identical: texts that the collator alone
 * considers equal, as `ø` and `o`, are ordered by their characters.
 */
export function compareText(a: string, b: string): number {
  return compare(a, b) || byCharacter(a, b)
}
