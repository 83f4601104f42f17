import type { Range } from './kinds.js'
import type { ResourceName } from './relations.js'
import { itemUrl } from './resource.js'
import type { Row, Table, Tables } from './table.js'
import type { Shown, View } from './view.js'

/** Separates the values of a list. */
const listSeparator = ';'

interface Column {
  readonly header: string
  readonly cell: (row: Row) => unknown
}

/** Quotes a field where RFC 4180 §2 requires it, and doubles its quotes. An unknown value is empty. */
function field(value: unknown): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Returns a function that writes rows as a CSV document (RFC 4180) with a header line. The document
 * is flat: a list is joined; a range is two columns; the published text is one column for each of
 * its members; an expanded relation is the titles of the related records instead of their URLs.
 *
 * @param base the prefix of all URLs
 */
export function createCsvWriter(tables: Tables, base: string) {
  function linkColumn({ name, target, isExpanded }: Shown): Column {
    const { find, resource } = tables[target as ResourceName]
    const tell = (id: number) =>
      isExpanded ? (find(id) as Row).title : itemUrl(base, resource.name, id)
    return {
      header: name,
      cell: ({ record }) => {
        const ids = record[name] as number | number[] | null
        return [ids ?? []].flat().map(tell).join(listSeparator)
      }
    }
  }

  function columnsOf(table: Table, shown: Shown): Column[] {
    const { name, kind } = shown
    const part = <Value>(header: string, of: (value: Value) => unknown): Column => ({
      header: `${name}_${header}`,
      cell: ({ record }) => record[name] && of(record[name] as Value)
    })
    switch (kind) {
      case 'url':
        return [{ header: name, cell: ({ id }) => itemUrl(base, table.resource.name, id) }]
      case 'range':
        return [part('min', ({ min }: Range) => min), part('max', ({ max }: Range) => max)]
      case 'link':
      case 'links':
        return [linkColumn(shown)]
      case 'raw':
        return table.rawMembers.map((member) =>
          part(member, (raw: Record<string, string>) => raw[member])
        )
      case 'list': {
        const join = (values: readonly string[] | null) => values?.join(listSeparator)
        return [{ header: name, cell: ({ record }) => join(record[name] as string[] | null) }]
      }
      default:
        return [{ header: name, cell: ({ record }) => record[name] }]
    }
  }

  return (table: Table, rows: readonly Row[], view: View): string => {
    const columns = view.flatMap((shown) => columnsOf(table, shown))
    const head = columns.map(({ header }) => field(header))
    const lines = rows.map((row) => columns.map(({ cell }) => field(cell(row))))
    return [head, ...lines].map((cells) => `${cells.join()}\r\n`).join('')
  }
}
