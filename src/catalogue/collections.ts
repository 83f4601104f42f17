import { invalidInput, type Problem } from '../problems/problem.js'
import { pageLinks } from './page.js'
import type { Format, ListQuery, Selection } from './query.js'
import type { ResourceName } from './relations.js'
import { listUrl } from './resource.js'
import { selectRows, testsOf } from './select.js'
import type { Row, Table, Tables } from './table.js'
import { viewOf } from './view.js'
import { createCsvWriter } from './write-csv.js'
import { createJsonWriter } from './write-json.js'

/** A CSV table would have no column, because options exclude every member that `fields` names. */
function noColumns({ fields = [] }: Selection): Problem {
  const allowed = 'a member that no option excludes'
  const message = `options exclude all of these members (${fields.join(', ')}), so that the table would have no column; allowed: ${allowed}`
  return invalidInput([{ path: 'fields', message }])
}

/** The queries on one resource. They return serialized response bodies. */
export interface Collection {
  has(id: number): boolean
  /** @param id of an existing record */
  item(id: number, selection: Selection): string
  /** @param queryText the request's query string; the links to other pages keep its parameters */
  list(query: ListQuery, format: Format, queryText: string): string
}

/**
 * Creates a collection for each resource of the catalogue.
 *
 * @param base the prefix of all URLs
 */
export function createCollections(
  tables: Tables,
  base: string
): Readonly<Record<ResourceName, Collection>> {
  const itemJson = createJsonWriter(tables, base)
  const listCsv = createCsvWriter(tables, base)

  const viewIn = ({ resource, plainView }: Table, selection: Selection) => {
    const { options, fields, expand } = selection
    return options || fields || expand ? viewOf(resource, selection) : plainView
  }

  function createCollection(table: Table): Collection {
    const { resource } = table
    return {
      has: (id) => table.find(id) !== undefined,
      item: (id, selection) => itemJson(table, table.find(id) as Row, viewIn(table, selection)),
      list(query, format, queryText) {
        const rows = table.ordered(query.sort_by, query.sort_order)
        const { results, count } = selectRows(rows, testsOf(resource, query), query)
        const view = viewIn(table, query)
        if (format === 'csv') {
          if (view.length === 0) throw noColumns(query)
          return listCsv(table, results, view)
        }
        const items = results.map((row) => itemJson(table, row, view)).join()
        const links = pageLinks(count, query, listUrl(base, resource.name), queryText)
        const rest = JSON.stringify({ count, ...links })
        return `{"results":[${items}],${rest.slice(1)}`
      }
    }
  }

  const collections = Object.entries(tables).map(([name, table]) => [name, createCollection(table)])
  return Object.fromEntries(collections) as Record<ResourceName, Collection>
}
