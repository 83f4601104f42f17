import { FormatRegistry, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { CatalogueRecord } from './resource.js'

// A day that the calendar has: parsing turns 30 February into March.
FormatRegistry.Set('date', (text) => {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(`${text}T`)
})

interface Slip {
  readonly member: string
  readonly message: string
}

function schemaSlip(schema: TSchema, record: unknown): Slip | undefined {
  // Collecting errors costs twice as much as finding none, and there are none on all days but one.
  if (Value.Check(schema, record)) return undefined
  const [error] = Value.Errors(schema, record)
  return error && { member: error.path.slice(1), message: error.message }
}

const isRange = (value: unknown): value is { min: number; max: number } =>
  typeof value === 'object' && value !== null && 'min' in value

/**
 * What a schema cannot say of a range, and of lists says dearly: `uniqueItems` hashes every item,
 * which costs as much as all the rest.
 */
function memberSlip(record: CatalogueRecord): Slip | undefined {
  for (const [member, value] of Object.entries(record)) {
    if (Array.isArray(value) && new Set(value).size < value.length) {
      return { member, message: 'holds the same twice' }
    }
    if (isRange(value) && value.min > value.max) {
      return { member, message: 'begins above its end' }
    }
  }
  return undefined
}

/**
 * Holds records against their schema. Lists are of ids or texts, and hold nothing twice.
 *
 * @throws Error naming the file, the record's id and the member of the first slip
 */
export function checkRecords(file: string, schema: TSchema, records: readonly unknown[]): void {
  const ids = new Set<unknown>()
  for (const each of records) {
    const record = each as CatalogueRecord
    const slip =
      schemaSlip(schema, record) ??
      memberSlip(record) ??
      (ids.has(record.id) ? { member: 'id', message: 'is there twice' } : undefined)
    if (slip) throw new Error(`${file}: id ${record.id}: ${slip.member}: ${slip.message}`)
    ids.add(record.id)
  }
}
