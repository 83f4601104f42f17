import { parse } from 'fast-querystring'

export type Query = { [name: string]: string | string[] | Query }

/** `options[characters]`: a name, then one or more members in brackets. */
export const nestedName = /^([a-z][\w-]*)((?:\[[a-z][\w-]*\])+)$/i

const isQuery = (value: unknown): value is Query =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Moves one flat `a[b][c]` key into nested objects. Leaves it flat if a plain `a` takes its place. */
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

/** List parameters, written as `fields=title,released` (OpenAPI's `form` style, not exploded). */
const listNames = ['fields', 'expand']

/**
 * Parses a query string whose objects are written in OpenAPI's `deepObject` style:
 * `options[characters]=true` becomes `{ options: { characters: 'true' } }`.
 *
 * Objects have no prototype. A name of any other form stays unchanged, so that validation rejects it
 * by name. Does not coerce or drop values.
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
