import type { Query } from './parse-query.js'

/** Turns lists written as `fields=title,released` (OpenAPI's `form` style, not exploded) into arrays, in place. */
export function splitLists(query: Query, names: readonly string[]): void {
  for (const name of names) {
    const value = query[name]
    if (typeof value === 'string') query[name] = value.split(',')
  }
}
