import type { Operator } from './kinds.js'
import type { Window } from './page.js'

/** The members that a response includes. */
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

/** The query of a list after validation, which fills in defaults. */
export interface ListQuery extends Selection, Window {
  readonly search?: string
  readonly filter?: Filter
  readonly sort_by: string
  readonly sort_order: SortOrder
  readonly format?: Format
}
