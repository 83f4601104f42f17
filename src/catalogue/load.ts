import { checkRecords } from './check-records.js'
import { type Collection, createCollections } from './collections.js'
import { linkRecords } from './link-records.js'
import type { ResourceName } from './relations.js'
import type { CatalogueRecord, Resource } from './resource.js'
import { createTables } from './table.js'

export type Catalogue = Readonly<Record<ResourceName, Collection>>
export type Records = Readonly<Record<ResourceName, readonly CatalogueRecord[]>>

/**
 * Validates the records against their schemas, links them in both directions and prepares them for
 * queries.
 *
 * @param base the prefix of all URLs
 * @throws Error that names the file, the record's id and the invalid member
 */
export function loadCatalogue(
  resources: readonly Resource[],
  records: Records,
  base: string
): Catalogue {
  for (const { name, record } of resources) checkRecords(`data/${name}.ts`, record, records[name])
  return createCollections(createTables(resources, linkRecords(records)), base)
}
