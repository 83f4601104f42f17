import { useId, useState } from 'preact/hooks'
import { isPrivate } from '../../address.js'
import { Button } from '../../kit/button.js'
import { Field } from '../../kit/field.js'
import { SelectField } from '../../kit/select-field.js'
import type { Member, Resource } from './catalogue.js'
import { choicesOf, faultOf } from './filter-words.js'
import { RecordField } from './record-field.js'

interface Props {
  readonly resource: Resource
  targetOf(member: Member | undefined): Resource | undefined
  onAdd(member: string, operator: string, value: string): void
}

/** Adds a filter. The operators fit the member. */
export function FilterForm({ resource, targetOf, onAdd }: Props) {
  const members = resource.members.filter(({ operators }) => operators.length > 0)
  const [name, setName] = useState(resource.titleMember)
  const [choiceId, setChoiceId] = useState('eq')
  const [value, setValue] = useState('')
  const [fault, setFault] = useState<string>()
  const faultId = useId()

  const member = members.find((one) => one.name === name) ?? (members[0] as Member)
  const choices = choicesOf(member)
  const choice = choices.find(({ id }) => id === choiceId) ?? choices[0]
  if (!choice) return null
  const { operator } = choice
  const target = operator.name === 'in' ? undefined : targetOf(member)

  function add() {
    const next = choice?.value ?? value.trim()
    const found = isPrivate(next)
      ? 'This looks like an e-mail address or a token, which the address of the page never holds.'
      : faultOf(operator, next)
    setFault(found)
    if (found) return
    onAdd(member.name, operator.name, next)
    setValue('')
  }

  return (
    <details class="filter-tool">
      <summary class="button">Add a filter</summary>
      <form
        aria-label="Add a filter"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <SelectField
          label="Member"
          value={member.name}
          options={members.map((one) => [one.name, one.label])}
          onChange={(next) => {
            setName(next)
            setValue('')
            setFault(undefined)
          }}
        />
        <SelectField
          label="Operator"
          value={choice.id}
          options={choices.map(({ id, label }) => [id, label])}
          onChange={(next) => {
            setChoiceId(next)
            setFault(undefined)
          }}
        />
        {choice.value === undefined &&
          (target ? (
            <RecordField key={target.name} resource={target} value={value} onChange={setValue} />
          ) : (
            <Field
              label="Value"
              name="value"
              autocomplete="off"
              spellcheck={false}
              value={value}
              onInput={setValue}
            />
          ))}
        <Button type="submit" look="main">
          Add
        </Button>
        <p class="filter-fault" id={faultId} role="alert">
          {fault}
        </p>
      </form>
    </details>
  )
}
