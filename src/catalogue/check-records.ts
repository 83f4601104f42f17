import { FormatRegistry, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

// A day that the calendar has: parsing turns 30 February into March.
FormatRegistry.Set('date', (text) => {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(`${text}T`)
})

/**
 * Holds records against their schema.
 *
 * @throws Error naming the file, the record's id and the member of the first slip
 */
export function checkRecords(file: string, schema: TSchema, records: readonly unknown[]): void {
  const ids = new Set<unknown>()
  for (const record of records) {
    const { id } = record as { id?: unknown }
    const [slip] = Value.Errors(schema, record)
    if (slip) throw new Error(`${file}: id ${id}: ${slip.path.slice(1)}: ${slip.message}`)
    if (ids.has(id)) throw new Error(`${file}: id ${id}: id: is there twice`)
    ids.add(id)
  }
}
