import { Button } from '../../kit/button.js'
import type { Resource } from './catalogue.js'
import { type Changes, chooseColumns, columnsOf } from './table-query.js'

interface Props {
  readonly resource: Resource
  readonly query: URLSearchParams
  onChange(changes: Changes, options: { readonly replace: boolean }): void
}

/** Chooses the columns of the table. */
export function ColumnChooser({ resource, query, onChange }: Props) {
  const shown = new Set(columnsOf(resource, query).map(({ name }) => name))
  const choose = (names: ReadonlySet<string>) =>
    onChange({ offset: query.get('offset'), ...chooseColumns(resource, names) }, { replace: true })

  // The published text is on the page of a record: it is too long for a table.
  const offered = resource.members.filter(({ name }) => name !== 'raw' || shown.has(name))

  function toggle(name: string) {
    const next = new Set(shown)
    if (!next.delete(name)) next.add(name)
    choose(next)
  }

  return (
    <details class="columns-tool">
      <summary class="button">
        Columns <span class="fine">{shown.size}</span>
      </summary>
      <fieldset>
        <legend>Columns of the table</legend>
        <div class="checks">
          {offered.map(({ name, label, description }) => (
            <label key={name} title={description}>
              <input
                type="checkbox"
                checked={shown.has(name)}
                disabled={shown.size === 1 && shown.has(name)}
                onChange={() => toggle(name)}
              />
              {label}
            </label>
          ))}
        </div>
        <div class="actions">
          <Button onClick={() => onChange({ fields: null }, { replace: true })}>
            Usual columns
          </Button>
          <Button onClick={() => choose(new Set(offered.map(({ name }) => name)))}>
            All columns
          </Button>
        </div>
      </fieldset>
    </details>
  )
}
