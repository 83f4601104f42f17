import { parse } from 'fast-querystring'

export type Query = { [name: string]: string | string[] | Query }

/** `options[characters]`: a name, then one or more members in brackets. */
export const nestedName = /^([a-z][\w-]*)((?:\[[a-z][\w-]*\])+)$/i

const isQuery = (value: unknown): value is Query =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Puts one flat `a[b][c]` key where it belongs; leaves it flat where a plain `a` is in the way. */
function nest(query: Query, key: string): void {
  const match = nestedName.exec(key)
  if (match === null) return
  const [, name, brackets] = match as unknown as [string, string, string]
  const path = [name, ...brackets.slice(1, -1).split('][')]
  const last = path.pop() as string
  let parent: Query = query
  for (const step of path) {
    if (!(step in parent)) parent[step] = Object.create(null) as Query
    const child = parent[step]
    if (!isQuery(child)) return
    parent = child
  }
  if (last in parent) return
  parent[last] = query[key] as string | string[]
  delete query[key]
}

/** Parameters that are lists, written as `fields=title,released` (OpenAPI's `form` style, not exploded). */
const listNames = ['fields', 'expand']

/**
 * Reads a query string whose objects are written in OpenAPI's `deepObject` style:
 * `options[characters]=true` becomes `{ options: { characters: 'true' } }`.
 *
 * Objects have no prototype. A name that is not of this form stays as it came, so that validation
 * refuses it by name. Nothing is coerced and nothing is dropped here.
 */
export function parseQuery(text: string): Query {
  const query = parse(text) as Query
  for (const key of Object.keys(query)) {
    if (key.includes('[')) nest(query, key)
  }
  for (const name of listNames) {
    const value = query[name]
    if (typeof value === 'string') query[name] = value.split(',')
  }
  return query
}
