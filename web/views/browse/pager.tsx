import { useId } from 'preact/hooks'
import { Button } from '../../kit/button.js'
import type { Changes } from './table-query.js'

const sizes = [10, 20, 50, 100]

interface Props {
  readonly what: string
  readonly count: number
  readonly offset: number
  /** The number of records on this page. */
  readonly shown: number
  readonly limit: number
  readonly isLoading: boolean
  onChange(changes: Changes): void
}

function tellPosition({ what, count, offset, shown }: Props): string {
  if (count === 0) return `No ${what} match.`
  if (shown === 0) return `This page is after the last of ${count} ${what}.`
  return `${offset + 1}–${offset + shown} of ${count}`
}

/** At the end it does nothing, and keeps the focus, which a disabled button would lose. */
function Step({ label, isEnd, onClick }: { label: string; isEnd: boolean; onClick(): void }) {
  return (
    <Button aria-disabled={isEnd} onClick={() => !isEnd && onClick()}>
      {label}
    </Button>
  )
}

/** Says which records are shown, and goes to others. */
export function Pager(props: Props) {
  const { count, offset, shown, limit, isLoading, onChange } = props
  const id = useId()
  const go = (next: number) => onChange({ offset: next > 0 ? String(next) : null })
  const options = sizes.includes(limit) ? sizes : [...sizes, limit].sort((a, b) => a - b)
  return (
    <div class="pager">
      <p role="status">
        {tellPosition(props)}
        {isLoading && <span class="fine"> Loading…</span>}
      </p>
      {shown > 0 && (
        <div class="actions">
          <Step label="Previous" isEnd={offset === 0} onClick={() => go(offset - limit)} />
          <Step label="Next" isEnd={offset + shown >= count} onClick={() => go(offset + limit)} />
          <span class="rows">
            <label for={id}>Rows</label>
            <select
              id={id}
              value={limit}
              onChange={({ currentTarget }) => onChange({ limit: currentTarget.value })}
            >
              {options.map((size) => (
                <option key={size} value={size}>
                  {size}
                </option>
              ))}
            </select>
          </span>
        </div>
      )}
    </div>
  )
}
