import { useLoad } from '../../api/use-load.js'
import { SelectField } from '../../kit/select-field.js'
import type { Resource } from './catalogue.js'
import { loadNames } from './records.js'

interface Props {
  readonly resource: Resource
  readonly value: string
  onChange(id: string): void
}

/** Chooses a record by its name. */
export function RecordField({ resource, value, onChange }: Props) {
  const { data = [] } = useLoad(resource.name, () => loadNames(resource))
  return (
    <SelectField
      label="Value"
      value={value}
      options={[
        ['', data.length > 0 ? 'Choose…' : 'Loading…'],
        ...data.map(({ id, name }) => [id, name] as const)
      ]}
      onChange={onChange}
    />
  )
}
