import fc from 'fast-check'
import t from 'tap'
import { resources } from '../../schemas/resources.js'
import { createCollections } from '../../src/catalogue/collections.js'
import { linkRecords } from '../../src/catalogue/link-records.js'
import type { ListQuery } from '../../src/catalogue/query.js'
import { createTables, type Row, type Table, type Tables } from '../../src/catalogue/table.js'
import { names, records, recordsOf } from './records.js'
import { validQuery } from './valid-queries.js'

const visits = new Map<Row, number>()
let orders = 0

/** A table that counts the visits of each row. */
function counted(table: Table): Table {
  return {
    ...table,
    ordered(member, order) {
      orders++
      return {
        *[Symbol.iterator]() {
          for (const row of table.ordered(member, order)) {
            visits.set(row, (visits.get(row) ?? 0) + 1)
            yield row
          }
        }
      }
    }
  }
}

const tables = createTables(resources, linkRecords(records))
const counting = Object.entries(tables).map(([name, table]) => [name, counted(table)])
const collections = createCollections(Object.fromEntries(counting) as Tables, '')

for (const name of names) {
  t.test(`any query for ${name} visits each record at most once`, async (t) => {
    fc.assert(
      fc.property(validQuery(name), fc.constantFrom('json', 'csv'), (query, format) => {
        visits.clear()
        orders = 0
        const filter: Record<string, Record<string, string>> = {}
        for (const { member, operator, operand } of query.conditions) {
          filter[member] = { ...filter[member], [operator]: operand }
        }
        const { sort_by = 'id', sort_order = 'asc', limit = 100, offset = 0 } = query
        const { search, options = [], fields, expand } = query
        const flags = Object.fromEntries(options.map((option) => [option, true]))
        const asked: ListQuery = {
          ...{ sort_by, sort_order, limit, offset, filter, options: flags },
          ...(search !== undefined && { search }),
          ...(fields && { fields }),
          ...(expand && { expand })
        }
        collections[name].list(asked, format, '')
        return (
          orders === 1 &&
          visits.size <= recordsOf(name).length &&
          Math.max(...visits.values()) === 1
        )
      })
    )
    t.pass()
  })
}

t.test('a sort order is computed once and cached', async (t) => {
  t.equal(tables.films.ordered('title', 'desc'), tables.films.ordered('title', 'desc'))
  t.not(tables.films.ordered('title', 'desc'), tables.films.ordered('title', 'asc'))
})
