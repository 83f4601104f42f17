import { useEffect, useRef, useState } from 'preact/hooks'
import { isPrivate } from '../../address.js'
import { Field } from '../../kit/field.js'
import type { Changes } from './table-query.js'

/** How long after the last key the search starts, in milliseconds. */
const pause = 250

interface Props {
  readonly what: string
  readonly value: string
  onChange(changes: Changes, options: { readonly replace: boolean }): void
}

/** Searches while the user types. */
export function SearchField({ what, value, onChange }: Props) {
  const [text, setText] = useState(value)
  const last = useRef(value)

  // The address has changed otherwise, as by Back.
  useEffect(() => {
    if (value === last.current) return
    last.current = value
    setText(value)
  }, [value])

  useEffect(() => {
    const search = text.trim()
    if (search === last.current || isPrivate(search)) return
    const timer = setTimeout(() => {
      last.current = search
      onChange({ search }, { replace: true })
    }, pause)
    return () => clearTimeout(timer)
  }, [text])

  return (
    <Field
      label={`Search ${what}`}
      type="search"
      name="search"
      autocomplete="off"
      spellcheck={false}
      value={text}
      hint={isPrivate(text) ? 'Looks like an e-mail address or a token: not searched.' : undefined}
      onInput={setText}
    />
  )
}
