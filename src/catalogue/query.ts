import type { Operator } from './kinds.js'
import type { Window } from './page.js'

/** Which members an answer tells. */
export interface Selection {
  readonly options?: Readonly<Record<string, boolean>>
  readonly fields?: readonly string[]
  readonly expand?: readonly string[]
}

export const formats = ['json', 'csv'] as const
export type Format = (typeof formats)[number]

export const sortOrders = ['asc', 'desc'] as const
export type SortOrder = (typeof sortOrders)[number]

export type Filter = Readonly<Record<string, Readonly<Partial<Record<Operator, string>>>>>

/** A valid query for a list, as validation leaves it. */
export interface ListQuery extends Selection, Window {
  readonly search?: string
  readonly filter?: Filter
  readonly sort_by: string
  readonly sort_order: SortOrder
  readonly format?: Format
}
