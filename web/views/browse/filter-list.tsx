import { useLoad } from '../../api/use-load.js'
import type { Member, Resource } from './catalogue.js'
import { tellFilter } from './filter-words.js'
import { loadNames } from './records.js'
import { type Changes, type Filter, filtersOf } from './table-query.js'

interface ChipProps {
  readonly filter: Filter
  readonly member: Member | undefined
  readonly target: Resource | undefined
  onRemove(): void
}

/** A filter in words, which a click removes. */
function Chip({ filter, member, target, onRemove }: ChipProps) {
  const { data: names = [] } = useLoad(target?.name ?? '', async () =>
    target ? loadNames(target) : []
  )
  const name = filter.value
    .split(',')
    .map((id) => (target && names.find((one) => one.id === id)?.name) ?? id)
    .join(', ')
  const text = tellFilter(filter, member?.label, target ? name : filter.value)
  return (
    <button type="button" class="chip" aria-label={`Remove the filter: ${text}`} onClick={onRemove}>
      {text} <span aria-hidden="true">×</span>
    </button>
  )
}

interface Props {
  readonly resource: Resource
  readonly query: URLSearchParams
  targetOf(member: Member | undefined): Resource | undefined
  onChange(changes: Changes): void
}

/** The filters of the table. */
export function FilterList({ resource, query, targetOf, onChange }: Props) {
  const filters = filtersOf(query)
  if (filters.length === 0) return null
  return (
    <section class="filters" aria-label="Filters">
      {filters.map((filter) => {
        const member = resource.members.find(({ name }) => name === filter.member)
        return (
          <Chip
            key={`${filter.key}=${filter.value}`}
            filter={filter}
            member={member}
            target={targetOf(member)}
            onRemove={() => {
              // The chip disappears, so that the focus needs another place.
              document.querySelector<HTMLElement>('.filter-tool summary')?.focus()
              onChange({ [filter.key]: null })
            }}
          />
        )
      })}
    </section>
  )
}
