import { FormatRegistry, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { CatalogueRecord } from './resource.js'

// Rejects days that the calendar does not have: `Date` parses 30 February as a day in March.
FormatRegistry.Set('date', (text) => {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(`${text}T`)
})

interface Slip {
  readonly member: string
  readonly message: string
}

function schemaSlip(schema: TSchema, record: unknown): Slip | undefined {
  // `Value.Errors` costs twice as much as `Value.Check`, and the records are nearly always valid.
  if (Value.Check(schema, record)) return undefined
  const [error] = Value.Errors(schema, record)
  return error && { member: error.path.slice(1), message: error.message }
}

const isRange = (value: unknown): value is { min: number; max: number } =>
  typeof value === 'object' && value !== null && 'min' in value

/**
 * Checks the order of ranges, which a schema cannot express, and duplicates in lists: `uniqueItems`
 * hashes every item, which costs as much as the rest of the validation.
 */
function memberSlip(record: CatalogueRecord): Slip | undefined {
  for (const [member, value] of Object.entries(record)) {
    if (Array.isArray(value) && new Set(value).size < value.length) {
      return { member, message: 'contains a duplicate' }
    }
    if (isRange(value) && value.min > value.max) {
      return { member, message: 'has a min that is greater than its max' }
    }
  }
  return undefined
}

/**
 * Validates records against their schema. Rejects duplicate ids, duplicate list items (numbers or
 * strings), and ranges whose `min` exceeds their `max`.
 *
 * @throws Error that names the file, the record's id and the member of the first violation
 */
export function checkRecords(file: string, schema: TSchema, records: readonly unknown[]): void {
  const ids = new Set<unknown>()
  for (const each of records) {
    const record = each as CatalogueRecord
    const slip =
      schemaSlip(schema, record) ??
      memberSlip(record) ??
      (ids.has(record.id) ? { member: 'id', message: 'occurs twice' } : undefined)
    if (slip) throw new Error(`${file}: id ${record.id}: ${slip.member}: ${slip.message}`)
    ids.add(record.id)
  }
}
