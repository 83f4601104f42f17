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
export const craftFacts = (example: Example) => ({
  beforeCrew: {
    name: text('The name it is commonly known by', example.name),
    model: text('The model or official name', example.model),
    manufacturer: nullable(texts('Who makes it', example.manufacturer)),
    cost_in_credits: nullable(
      Type.Number({
        minimum: 0,
        description: 'Price when new in galactic credits',
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
        description: 'How many people it carries beside the crew',
        examples: [example.passengers]
      })
    ),
    max_atmosphering_speed_kmh: nullable(
      Type.Number({
        minimum: 0,
        description: 'Highest speed in an atmosphere in kilometres an hour',
        examples: [example.max_atmosphering_speed_kmh]
      })
    ),
    cargo_capacity_kg: nullable(
      Type.Number({
        minimum: 0,
        description: 'What it carries at most in kilograms',
        examples: [example.cargo_capacity_kg]
      })
    ),
    consumables_days: nullable(
      Type.Number({
        minimum: 0,
        description:
          'How long it supplies its crew without stopping, in days (a year is 365, a month 30, a week 7)',
        examples: [example.consumables_days]
      })
    )
  }
})

/** The published columns that starships and vehicles share. */
export const craftColumns = [
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
