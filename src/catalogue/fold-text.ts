/** One fixed locale, whatever the machine's: letters' case and accents do not count. */
const { compare } = new Intl.Collator('en', { sensitivity: 'base' })

/** Puts texts in the order of their characters, whatever they mean. */
export const byCharacter = (a: string, b: string) => (a < b ? -1 : Number(a > b))

/**
 * The inside of a character class, also for patterns of schemas: accents and other marks, and what
 * is invisible (zero-width spaces, soft hyphens).
 */
export const ignored = '\\p{M}\\p{Cf}'

/** What a text must match that does not fold to nothing. */
export const notIgnored = `[${ignored}]*[^${ignored}][\\s\\S]*`

const allIgnored = new RegExp(`[${ignored}]+`, 'gu')

/** The form in which texts are searched, compared and put in order: `Padmé` and `PADME` are the same. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(allIgnored, '').toLowerCase()
}

/**
 * Puts two folded texts in order. 0 exactly where they are the same: those that the collator alone
 * takes for equal, as `ø` and `o`, are put in the order of their characters.
 */
export function compareText(a: string, b: string): number {
  return compare(a, b) || byCharacter(a, b)
}
