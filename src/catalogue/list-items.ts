import { ignored } from './fold-text.js'

/** What a text within a list must match: as any text, and quoted where it holds a comma or a quote. */
export const textInList = `("[${ignored}]*([^"${ignored}]|"")([^"]|"")*"|[${ignored}]*[^",${ignored}][^",]*)`

const items = /"((?:[^"]|"")*)"|[^,]+/g

/**
 * The items of a list by commas. One in double quotes may hold commas, and a quote written twice,
 * as a field of CSV does (RFC 4180 §2).
 *
 * @param text valid for its kind
 */
export function listItems(text: string): string[] {
  if (!text.includes('"')) return text.split(',')
  return [...text.matchAll(items)].map(([item, quoted]) => quoted?.replaceAll('""', '"') ?? item)
}
