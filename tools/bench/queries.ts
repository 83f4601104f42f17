import type { LoadRequest } from './measure.js'
import { seededRandom, zipf } from './zipf.js'

/** The number of different queries in Zipf's proportions. */
export const knownCount = 10_000
/** The number of requests before their sequence repeats. */
const drawnCount = 50_000
/** The number of new queries in each round. */
export const newCount = 10_000
const sortMembers = ['name', 'height_cm', 'mass_kg', 'birth_year_number', 'homeworld']

/** Returns a query that filters, sorts and pages. Each number gives another query. */
export function query(n: number): string {
  const sortBy = sortMembers[n % sortMembers.length]
  const order = n % 2 === 0 ? 'asc' : 'desc'
  const least = (60 + (n % 97) + n / 10_000_000).toFixed(7)
  return `/characters/v1/?filter[height_cm][gte]=${least}&filter[gender][ne]=hermaphrodite&sort_by=${sortBy}&sort_order=${order}&limit=${10 + (n % 20)}&offset=${n % 7}`
}

/** Returns the same sequence of queries in each run. */
export const zipfQueries = () => zipf(knownCount, drawnCount, seededRandom(1)).map(query)

/** Returns queries that no other round contains. */
export function newQueries(round: number, token: string): LoadRequest[] {
  const first = knownCount + round * newCount
  const headers = { authorization: `Bearer ${token}` }
  return Array.from({ length: newCount }, (_, n) => ({ path: query(first + n), headers }))
}
