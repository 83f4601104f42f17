import { type Relation, type ResourceName, relations, resourceNames } from './relations.js'
import type { CatalogueRecord } from './resource.js'

type Records = { readonly [Name in ResourceName]: readonly CatalogueRecord[] }

/** The relations that lead to a resource, as its own members. */
export type Backward<Name extends ResourceName> = {
  readonly [Each in Relation as Each['to'] extends Name ? Each['back'] : never]: readonly number[]
}

/** Records with all their relations: those they are stored with and those that lead to them. */
export type Linked<Stored extends Records> = {
  readonly [Name in ResourceName]: readonly (Stored[Name][number] & Backward<Name>)[]
}

const ascending = (a: number, b: number) => a - b

/** The ids of a relation, whether it leads to many, to one or to none. */
function idsOf(record: CatalogueRecord, member: string): readonly number[] {
  const value = record[member] as readonly number[] | number | null
  if (value === null) return []
  return typeof value === 'number' ? [value] : value
}

/**
 * Gives each record the relations that lead to it. Ids are in ascending order throughout, and so
 * are the records.
 *
 * @param records held against their schemas before
 * @throws Error naming the file, the record's id and the member that leads nowhere
 */
export function linkRecords<Stored extends Records>(records: Stored): Linked<Stored> {
  const linked: Record<string, Map<number, Record<string, unknown>>> = {}
  for (const name of resourceNames) {
    const sorted = [...records[name]].sort((a, b) => ascending(a.id, b.id))
    linked[name] = new Map(sorted.map((record) => [record.id, { ...record }]))
  }
  for (const { from, member, to, back } of relations) {
    for (const target of linked[to]?.values() ?? []) target[back] = []
    for (const [id, record] of linked[from] ?? []) {
      if (Array.isArray(record[member])) record[member] = [...record[member]].sort(ascending)
      for (const targetId of idsOf(record as CatalogueRecord, member)) {
        const target = linked[to]?.get(targetId)
        if (target === undefined) {
          throw new Error(`data/${from}.ts: id ${id}: ${member}: there is no ${targetId} in ${to}`)
        }
        ;(target[back] as number[]).push(id)
      }
    }
  }
  return Object.fromEntries(
    resourceNames.map((name) => [name, [...(linked[name]?.values() ?? [])]])
  ) as unknown as Linked<Stored>
}
