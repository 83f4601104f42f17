import { ignored } from './fold-text.js'

/** The pattern of a text in a comma-separated list. A text with a comma or a quote must be quoted. */
export const textInList = `("[${ignored}]*([^"${ignored}]|"")([^"]|"")*"|[${ignored}]*[^",${ignored}][^",]*)`

const items = /"((?:[^"]|"")*)"|[^,]+/g

/**
 * Splits a comma-separated list. An item in double quotes may contain commas, and quotes that are
 * written twice, as in a CSV field (RFC 4180 §2).
 *
 * @param text already validated for its kind
 */
export function listItems(text: string): string[] {
  if (!text.includes('"')) return text.split(',')
  return [...text.matchAll(items)].map(([item, quoted]) => quoted?.replaceAll('""', '"') ?? item)
}
