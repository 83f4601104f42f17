import { parse } from 'fast-querystring'
import { createBoundedCache } from '../cache/bounded-cache.js'

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

/** Texts that are longer are parsed anew each time. In characters. */
const longest = 2_000
const cacheBounds = { entries: 5_000, characters: 2 * 1024 * 1024 }
/** The parsed form takes several times the space of its text. */
const sizeOf = (text: string) => 8 * text.length

/** Freezes a query and everything in it. */
export function freezeQuery<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) freezeQuery(member)
    Object.freeze(value)
  }
  return value
}

/**
 * Returns a parser that parses each text once: the same text returns the same frozen object. Most
 * clients repeat their queries.
 */
export function createQueryParser(): (text: string) => Query {
  const parsed = createBoundedCache<{ readonly query: Query; readonly size: number }>(
    cacheBounds,
    ({ size }) => size
  )
  return (text) => {
    const known = parsed.get(text)
    if (known !== undefined) return known.query
    const query = freezeQuery(parseQuery(text))
    if (text.length <= longest) parsed.add(text, { query, size: sizeOf(text) })
    return query
  }
}

/** Returns a copy that can be changed. */
export function copyQuery(query: Query): Query {
  const copy: Query = Object.create(null)
  for (const [name, value] of Object.entries(query)) {
    copy[name] = Array.isArray(value) ? [...value] : isQuery(value) ? copyQuery(value) : value
  }
  return copy
}
