import { address, goTo } from '../../address.js'
import { Button } from '../../kit/button.js'
import { Field } from '../../kit/field.js'
import { SelectField } from '../../kit/select-field.js'
import type { eventFilters } from './admin-address.js'
import { eventWords } from './event-words.js'
import { fromLocalInput, toLocalInput } from './local-time.js'
import { useDraft } from './use-draft.js'

const types = [['', 'All'], ...Object.entries(eventWords)] as const
const outcomes = [
  ['', 'All'],
  ['success', 'success'],
  ['failure', 'failure']
] as const

/** Selects events. The address has the filters. */
export function EventFilters() {
  const { view, query } = address.value
  const given = (name: (typeof eventFilters)[number]) => query.get(name) ?? ''
  const [draft, change] = useDraft({
    type: given('type'),
    outcome: given('outcome'),
    user_id: given('user_id'),
    since: toLocalInput(given('since')),
    until: toLocalInput(given('until'))
  })
  const times = { since: fromLocalInput(draft.since), until: fromLocalInput(draft.until) }
  return (
    <form
      class="admin-filters"
      aria-label="Filter the events"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        goTo(view, new URLSearchParams({ ...draft, user_id: draft.user_id.trim(), ...times }))
      }}
    >
      <SelectField label="Event" value={draft.type} options={types} onChange={change('type')} />
      <SelectField
        label="Outcome"
        value={draft.outcome}
        options={outcomes}
        onChange={change('outcome')}
      />
      <Field
        label="User id"
        inputMode="numeric"
        autocomplete="off"
        value={draft.user_id}
        onInput={change('user_id')}
      />
      <Field
        label="Since (local time)"
        type="datetime-local"
        value={draft.since}
        onInput={change('since')}
      />
      <Field
        label="Until (local time)"
        type="datetime-local"
        value={draft.until}
        onInput={change('until')}
      />
      <div class="actions">
        <Button type="submit" look="main">
          Show
        </Button>
        <Button onClick={() => goTo(view)}>Clear</Button>
      </div>
    </form>
  )
}
