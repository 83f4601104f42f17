import type { Member, Resource } from './catalogue.js'

/** The state of a table is the query of its address: the parameters of the API, and no others. */
export interface Filter {
  readonly key: string
  readonly member: string
  readonly operator: string
  readonly value: string
}

const defaultLimit = 20

/** Parameters that the page decides itself. */
const isOwn = (name: string) => /^(?:expand|format|options)\b/.test(name)

export const filterKey = (member: string, operator: string) => `filter[${member}][${operator}]`

export function filtersOf(query: URLSearchParams): Filter[] {
  return [...query].flatMap(([key, value]) => {
    const [, member, operator] = /^filter\[(\w+)\]\[(\w+)\]$/.exec(key) ?? []
    return member && operator && value ? [{ key, member, operator, value }] : []
  })
}

type SortOrder = 'asc' | 'desc'

export function sortOf(query: URLSearchParams): { member: string; order: SortOrder } | null {
  const member = query.get('sort_by')
  return member ? { member, order: query.get('sort_order') === 'desc' ? 'desc' : 'asc' } : null
}

const numberOf = (query: URLSearchParams, name: string, otherwise: number) => {
  const value = query.get(name) ?? ''
  return /^\d{1,15}$/.test(value) ? Number(value) : otherwise
}
export const limitOf = (query: URLSearchParams) => numberOf(query, 'limit', defaultLimit)
export const offsetOf = (query: URLSearchParams) => numberOf(query, 'offset', 0)

/** A changed parameter; null removes it. */
export type Changes = Readonly<Record<string, string | null>>

/** Returns the query with changes. It starts with the first page, unless the page is what changes. */
export function changeQuery(query: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(query)
  for (const [name, value] of Object.entries({ offset: null, ...changes })) {
    if (value === null || value === '') next.delete(name)
    else next.set(name, value)
  }
  return next
}

/** The changes of a click on a header: ascending, descending, unsorted. */
export function nextSort(query: URLSearchParams, member: string): Changes {
  const sort = sortOf(query)
  if (sort?.member !== member) return { sort_by: member, sort_order: null }
  if (sort.order === 'asc') return { sort_order: 'desc' }
  return { sort_by: null, sort_order: null }
}

/** The changes that remove what leaves records out. */
export function withoutFilters(query: URLSearchParams): Changes {
  const keys = ['search', ...[...query.keys()].filter((name) => name.startsWith('filter'))]
  return Object.fromEntries(keys.map((key) => [key, null]))
}

const fieldsOf = (query: URLSearchParams) => query.get('fields')?.split(',').filter(Boolean)

const defaultColumns = ({ members }: Resource) =>
  members.filter(({ isDefault, name }) => isDefault && name !== 'url')

/** The columns of the table. The first is the name, or else the id: it links to the record. */
export function columnsOf(resource: Resource, query: URLSearchParams): Member[] {
  const fields = fieldsOf(query)
  const { members, titleMember } = resource
  const shown = fields?.length
    ? members.filter(({ name }) => fields.includes(name))
    : defaultColumns(resource)
  const first = shown.some(({ name }) => name === titleMember) ? titleMember : 'id'
  return [
    ...members.filter(({ name }) => name === first),
    ...shown.filter(({ name }) => name !== first)
  ]
}

/** The changes that show these columns. */
export function chooseColumns(resource: Resource, names: ReadonlySet<string>): Changes {
  const chosen = resource.members.map(({ name }) => name).filter((name) => names.has(name))
  const usual = defaultColumns(resource).map(({ name }) => name)
  return { fields: chosen.join() === usual.join() ? null : chosen.join() }
}

/** Brackets and commas need no encoding in a query, and are easier to read without. */
function format(query: URLSearchParams): string {
  const plain: Readonly<Record<string, string>> = { '%5B': '[', '%5D': ']', '%2C': ',' }
  return query.toString().replace(/%5B|%5D|%2C/g, (code) => plain[code] as string)
}

function queryOf(resource: Resource, query: URLSearchParams): URLSearchParams {
  const kept = [...query].filter(([name, value]) => value !== '' && !isOwn(name))
  const own = new URLSearchParams(kept)
  const relations = columnsOf(resource, query).filter(({ target }) => target !== null)
  if (relations.length > 0) own.set('expand', relations.map(({ name }) => name).join())
  return own
}

/** Returns the query that asks the API for a page of the table. */
export function listQuery(resource: Resource, query: URLSearchParams): string {
  const own = queryOf(resource, query)
  const fields = fieldsOf(own)
  // Each row links to its record.
  if (fields && !fields.includes('id')) own.set('fields', [...fields, 'id'].join())
  if (!own.has('limit')) own.set('limit', String(defaultLimit))
  return format(own)
}

/** The number of records per request for CSV: the most that the API returns. */
export const csvLimit = 100

/** Returns the query that asks the API for all matches from `offset` on as CSV. */
export function csvQuery(resource: Resource, query: URLSearchParams, offset: number): string {
  const own = queryOf(resource, query)
  own.set('format', 'csv')
  own.set('limit', String(csvLimit))
  if (offset > 0) own.set('offset', String(offset))
  else own.delete('offset')
  return format(own)
}

/** Returns the query that asks the API for one record with everything that it has. */
export function recordQuery({ members }: Resource): string {
  const namesOf = (list: readonly Member[]) => list.map(({ name }) => name).join()
  const relations = members.filter(({ target }) => target !== null)
  return `fields=${namesOf(members)}&expand=${namesOf(relations)}`
}
