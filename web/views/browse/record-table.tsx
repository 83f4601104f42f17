import { ScrollFrame } from '../../kit/scroll-frame.js'
import type { Member, Resource } from './catalogue.js'
import type { Row } from './records.js'
import { RelationLinks } from './relation-links.js'
import { type Changes, nextSort, sortOf } from './table-query.js'
import { Value } from './value.js'

interface Props {
  readonly resource: Resource
  readonly columns: readonly Member[]
  readonly rows: readonly Row[]
  readonly query: URLSearchParams
  onChange(changes: Changes): void
}

const ariaSort = { asc: 'ascending', desc: 'descending' } as const
const arrows = { asc: '▲', desc: '▼' } as const

function Header({
  member,
  query,
  onChange
}: { member: Member } & Pick<Props, 'query' | 'onChange'>) {
  const { name, label, description, isNumeric, isSortable, target } = member
  const sort = sortOf(query)
  const order = sort?.member === name ? sort.order : undefined
  return (
    <th scope="col" class={isNumeric ? 'number' : undefined} aria-sort={order && ariaSort[order]}>
      {isSortable ? (
        <button
          type="button"
          class="sort"
          title={target ? 'Sort by the number of records' : description}
          onClick={() => onChange(nextSort(query, name))}
        >
          {label}
          <span class="arrow" aria-hidden="true">
            {order ? arrows[order] : '↕'}
          </span>
        </button>
      ) : (
        label
      )}
    </th>
  )
}

function Cell({ member, row }: { member: Member; row: Row }) {
  const value = row[member.name]
  if (member.target === null) return <Value value={value} member={member.name} />
  return value === undefined ? null : <RelationLinks value={value} most={3} />
}

/** The rows of a page. Each first cell links to the record. */
export function RecordTable({ resource, columns, rows, query, onChange }: Props) {
  const [first, ...others] = columns
  if (!first) return null
  return (
    <ScrollFrame label={resource.title} class="table-frame records">
      <table>
        <thead>
          <tr>
            {columns.map((member) => (
              <Header key={member.name} member={member} query={query} onChange={onChange} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={String(row.id)}>
              <th scope="row">
                <a href={`#/browse/${resource.name}/${row.id}`}>
                  {String(row[first.name] ?? row.id)}
                </a>
              </th>
              {others.map((member) => (
                <td key={member.name} class={member.isNumeric ? 'number' : undefined}>
                  <Cell member={member} row={row} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
