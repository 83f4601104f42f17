import { foldText } from './fold-text.js'
import { comparisons, isQueried, type QueriedKind } from './kinds.js'
import type { SortOrder } from './query.js'
import type { ResourceName } from './relations.js'
import type { CatalogueRecord, Resource } from './resource.js'
import { type View, viewOf } from './view.js'

/** A record with everything that is derived from it once. */
export interface Row {
  readonly id: number
  readonly record: CatalogueRecord
  /** The comparison key of each member; `null` is unknown. */
  readonly keys: Readonly<Record<string, unknown>>
  readonly title: string
  readonly foldedTitle: string
  /** Members as JSON, cached at their first use. */
  readonly json: Map<string, string>
}

export interface Table {
  readonly resource: Resource
  /** The view for a query without `options`, `fields` and `expand`. */
  readonly plainView: View
  /** The members of `raw` that occur in any record. */
  readonly rawMembers: readonly string[]
  find(id: number): Row | undefined
  /** Returns all rows sorted by a member: unknown values last, ties by id. Each order is cached. */
  ordered(member: string, order: SortOrder): Iterable<Row>
}

function compareKeys(kind: QueriedKind, sign: 1 | -1) {
  const { compare } = comparisons[kind]
  return (a: unknown, b: unknown): number => {
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return sign * compare(a, b)
  }
}

export type Tables = Readonly<Record<ResourceName, Table>>

export function createTable(resource: Resource, records: readonly CatalogueRecord[]): Table {
  const kinds = new Map(resource.members.map(({ name, kind }) => [name, kind]))
  const rows = records.map((record): Row => {
    const keys: Record<string, unknown> = {}
    for (const [name, kind] of kinds) {
      const value = record[name]
      if (isQueried(kind)) keys[name] = value === null ? null : comparisons[kind].keyOf(value)
    }
    const title = String(record[resource.title])
    return { id: record.id, record, keys, title, foldedTitle: foldText(title), json: new Map() }
  })
  const rowsById = new Map(rows.map((row) => [row.id, row]))
  const orders = new Map<string, readonly Row[]>()

  const rawMembers = records.flatMap(({ raw }) => Object.keys(raw ?? {}))

  return {
    resource,
    plainView: viewOf(resource, {}),
    rawMembers: [...new Set(rawMembers)],
    find: (id) => rowsById.get(id),
    ordered(member, order) {
      const name = `${member} ${order}`
      const known = orders.get(name)
      if (known !== undefined) return known
      const compare = compareKeys(kinds.get(member) as QueriedKind, order === 'asc' ? 1 : -1)
      const sorted = rows.toSorted((a, b) => compare(a.keys[member], b.keys[member]) || a.id - b.id)
      orders.set(name, sorted)
      return sorted
    }
  }
}

/** @param recordsOf the records of each resource; every id in a relation must exist */
export function createTables(
  resources: readonly Resource[],
  recordsOf: Readonly<Record<ResourceName, readonly CatalogueRecord[]>>
): Tables {
  const tables = resources.map((resource) => [
    resource.name,
    createTable(resource, recordsOf[resource.name])
  ])
  return Object.fromEntries(tables) as Tables
}
