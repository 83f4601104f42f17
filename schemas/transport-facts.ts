import { Type } from '@sinclair/typebox'
import { nullable, text, texts } from './record-members.js'

/** Example values of the facts that starships and vehicles share. */
interface Example {
  readonly name: string
  readonly model: string
  readonly manufacturer: string[]
  readonly cost_in_credits: number
  readonly length_m: number
  readonly passengers: number
  readonly max_atmosphering_speed_kmh: number
  readonly cargo_capacity_kg: number
  readonly consumables_days: number
}

/** The facts that starships and vehicles share, in the order of responses. */
export const transportFacts = (example: Example) => ({
  beforeCrew: {
    name: text('The common name', example.name),
    model: text('The model or official name', example.model),
    manufacturer: nullable(texts('The manufacturers', example.manufacturer)),
    cost_in_credits: nullable(
      Type.Number({
        minimum: 0,
        description: 'Price when new, in galactic credits',
        examples: [example.cost_in_credits]
      })
    ),
    length_m: nullable(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'Length in metres',
        examples: [example.length_m]
      })
    )
  },
  afterCrew: {
    passengers: nullable(
      Type.Integer({
        minimum: 0,
        description: 'Maximum number of passengers, in addition to the crew',
        examples: [example.passengers]
      })
    ),
    max_atmosphering_speed_kmh: nullable(
      Type.Number({
        minimum: 0,
        description: 'Maximum speed in an atmosphere, in kilometres per hour',
        examples: [example.max_atmosphering_speed_kmh]
      })
    ),
    cargo_capacity_kg: nullable(
      Type.Number({
        minimum: 0,
        description: 'Maximum cargo, in kilograms',
        examples: [example.cargo_capacity_kg]
      })
    ),
    consumables_days: nullable(
      Type.Number({
        minimum: 0,
        description:
          'How long it can supply its crew without a stop, in days (a year counts as 365 days, a month as 30, a week as 7)',
        examples: [example.consumables_days]
      })
    )
  }
})

/** The published columns that starships and vehicles share. */
export const transportColumns = [
  'name',
  'model',
  'manufacturer',
  'cost_in_credits',
  'length_m',
  'crew',
  'passengers',
  'max_atmosphering_speed_kmh',
  'cargo_capacity_kg',
  'consumables'
] as const
