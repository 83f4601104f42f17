import { Type } from '@sinclair/typebox'
import { nullable, text, texts } from './members.js'

/** What starships and vehicles have in common, in the order in which it is told. */
export const craftFacts = {
  beforeCrew: {
    name: text('The name it is commonly known by', 'X-wing'),
    model: text('The model or official name', 'T-65 X-wing'),
    manufacturer: nullable(texts('Who makes it', ['Incom Corporation'])),
    cost_in_credits: nullable(
      Type.Number({
        minimum: 0,
        description: 'Price when new in galactic credits',
        examples: [149999]
      })
    ),
    length_m: nullable(
      Type.Number({ exclusiveMinimum: 0, description: 'Length in metres', examples: [12.5] })
    )
  },
  afterCrew: {
    passengers: nullable(
      Type.Integer({
        minimum: 0,
        description: 'How many people it carries beside the crew',
        examples: [6]
      })
    ),
    max_atmosphering_speed_kmh: nullable(
      Type.Number({
        minimum: 0,
        description: 'Highest speed in an atmosphere in kilometres an hour',
        examples: [1050]
      })
    ),
    cargo_capacity_kg: nullable(
      Type.Number({
        minimum: 0,
        description: 'What it carries at most in kilograms',
        examples: [110]
      })
    ),
    consumables_days: nullable(
      Type.Number({
        minimum: 0,
        description:
          'How long it supplies its crew without stopping, in days (a year is 365, a month 30, a week 7)',
        examples: [7]
      })
    )
  }
}

/** The columns both were published with. */
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
