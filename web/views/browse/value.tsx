import { textOf } from './values.js'

/** A value that is no relation. Ids are no quantities. */
export function Value({ value, member }: { value: unknown; member: string }) {
  const text = member === 'id' ? String(value ?? '') : textOf(value)
  if (text === null) return <span class="unknown">unknown</span>
  return <>{text}</>
}
