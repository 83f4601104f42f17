import { type Relation, type ResourceName, relations, resourceNames } from './relations.js'
import type { CatalogueRecord } from './resource.js'

type Records = { readonly [Name in ResourceName]: readonly CatalogueRecord[] }

/** The incoming relations of a resource, as members of its records. */
type Backward<Name extends ResourceName> = {
  readonly [Each in Relation as Each['to'] extends Name ? Each['back'] : never]: readonly number[]
}

/** Records with all their relations: the stored ones and the incoming ones. */
type Linked<Stored extends Records> = {
  readonly [Name in ResourceName]: readonly (Stored[Name][number] & Backward<Name>)[]
}

const ascending = (a: number, b: number) => a - b

type Linking = { readonly id: number; [member: string]: unknown }

const byId = (records: readonly CatalogueRecord[]) =>
  new Map(
    [...records]
      .sort((a, b) => ascending(a.id, b.id))
      .map((record): [number, Linking] => [record.id, { ...record }])
  )

/** Returns the ids in a relation's value, which is a list, one id or null. */
function idsOf(value: unknown): readonly number[] {
  if (Array.isArray(value)) return value
  return value === null ? [] : [value as number]
}

/**
 * Adds the incoming relations to each record. Sorts the ids of relations, and the records by id, in
 * ascending order.
 *
 * @param records already validated against their schemas
 * @throws Error that names the file, the record's id and the member that refers to a missing record
 */
export function linkRecords<Stored extends Records>(records: Stored): Linked<Stored> {
  const linked = Object.fromEntries(
    resourceNames.map((name) => [name, byId(records[name])])
  ) as Record<ResourceName, ReturnType<typeof byId>>

  for (const { from, member, to, back } of relations) {
    for (const target of linked[to].values()) target[back] = []
    for (const record of linked[from].values()) {
      const value = record[member]
      if (Array.isArray(value)) record[member] = [...value].sort(ascending)
      for (const id of idsOf(value)) {
        const target = linked[to].get(id)
        if (target === undefined) {
          throw new Error(
            `data/${from}.ts: id ${record.id}: ${member}: there is no record with the id ${id} in ${to}`
          )
        }
        ;(target[back] as number[]).push(record.id)
      }
    }
  }
  return Object.fromEntries(
    resourceNames.map((name) => [name, [...linked[name].values()]])
  ) as unknown as Linked<Stored>
}
