import { address, goTo } from '../../address.js'
import { Button } from '../../kit/button.js'
import { Field } from '../../kit/field.js'
import { SelectField } from '../../kit/select-field.js'
import { searched } from './searched.js'
import { useDraft } from './use-draft.js'

const roles = [
  ['', 'All'],
  ['basic', 'basic'],
  ['admin', 'admin']
] as const
const states = [
  ['', 'All'],
  ['false', 'enabled'],
  ['true', 'disabled']
] as const
const verifications = [
  ['', 'All'],
  ['true', 'verified'],
  ['false', 'not verified']
] as const

/** Searches and selects users. The address has the filters, but never the searched text. */
export function UserFilters() {
  const { query } = address.value
  const [draft, change] = useDraft({
    search: searched.value,
    access_role: query.get('access_role') ?? '',
    disabled: query.get('disabled') ?? '',
    verified: query.get('verified') ?? ''
  })
  function show({ search, ...filters }: Partial<typeof draft>) {
    searched.value = search?.trim() ?? ''
    goTo('admin/users', new URLSearchParams(filters))
  }
  return (
    <form
      class="admin-filters"
      aria-label="Filter the users"
      onSubmit={(event) => {
        event.preventDefault()
        show(draft)
      }}
    >
      <Field
        label="Address contains"
        type="search"
        autocomplete="off"
        spellcheck={false}
        value={draft.search}
        onInput={change('search')}
      />
      <SelectField
        label="Role"
        value={draft.access_role}
        options={roles}
        onChange={change('access_role')}
      />
      <SelectField
        label="State"
        value={draft.disabled}
        options={states}
        onChange={change('disabled')}
      />
      <SelectField
        label="Verified"
        value={draft.verified}
        options={verifications}
        onChange={change('verified')}
      />
      <div class="actions">
        <Button type="submit" look="main">
          Search
        </Button>
        <Button onClick={() => show({})}>Clear</Button>
      </div>
    </form>
  )
}
