import { useId } from 'preact/hooks'

interface Props {
  readonly label: string
  readonly value: string
  /** Value and text of each option. */
  readonly options: readonly (readonly [value: string, text: string])[]
  onChange(value: string): void
}

/** A labelled select. */
export function SelectField({ label, value, options, onChange }: Props) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
