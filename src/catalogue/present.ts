/** What the catalogue's code needs to know of a resource. */
export interface Resource {
  readonly name: string
  /** The members of an answered item, in their order. */
  readonly members: readonly string[]
  /** Those members that are ids in a record and URLs in an answer. */
  readonly relations: readonly string[]
}

export type CatalogueRecord = { readonly id: number } & Readonly<Record<string, unknown>>

export interface Selection {
  readonly options?: Readonly<Record<string, boolean>>
  readonly fields?: readonly string[]
}

/** Where a resource's list is found: relative, or under the public URL where there is one. */
export function listUrl(base: string, resource: string): string {
  return `${base}/${resource}/v1/`
}

export function itemUrl(base: string, resource: string, id: number): string {
  return `${listUrl(base, resource)}${id}`
}

/**
 * A record as it is answered. A relation is left out unless its option is true or `fields` names
 * it; `fields` leaves out whatever it does not name.
 */
export function present(
  record: CatalogueRecord,
  { name, members, relations }: Resource,
  { options = {}, fields }: Selection,
  base: string
): Readonly<Record<string, unknown>> {
  const item: Record<string, unknown> = {}
  for (const member of members) {
    if (fields && !fields.includes(member)) continue
    if (member === 'url') {
      item[member] = itemUrl(base, name, record.id)
    } else if (!relations.includes(member)) {
      item[member] = record[member]
    } else if (options[member] ?? fields !== undefined) {
      item[member] = (record[member] as number[]).map((id) => itemUrl(base, member, id))
    }
  }
  return item
}
