import { type Static, Type } from '@sinclair/typebox'
import { describeResource } from '../src/catalogue/resource.js'
import { ids, nullable, range, recordOf, text } from './record-members.js'
import { transportColumns, transportFacts } from './transport-facts.js'

const facts = transportFacts({
  name: 'X-wing',
  model: 'T-65 X-wing',
  manufacturer: ['Incom Corporation'],
  cost_in_credits: 149999,
  length_m: 12.5,
  passengers: 0,
  max_atmosphering_speed_kmh: 1050,
  cargo_capacity_kg: 110,
  consumables_days: 7
})

/** A starship's record under `data/`: relations are ids. */
const StarshipRecordSchema = recordOf(
  {
    ...facts.beforeCrew,
    crew: nullable(range('Number of people needed to fly it', { min: 30, max: 165 })),
    ...facts.afterCrew,
    starship_class: nullable(text('The class, in lower case', 'starfighter')),
    hyperdrive_rating: nullable(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'The class of the hyperdrive, without a unit; a lower class is faster',
        examples: [1]
      })
    ),
    mglt: nullable(
      Type.Number({
        minimum: 0,
        description: 'Maximum speed in space, in megalights per hour',
        examples: [100]
      })
    ),
    pilots: ids('Characters that have flown it')
  },
  [...transportColumns, 'starship_class', 'hyperdrive_rating', 'mglt'],
  12
)
export type StarshipRecord = Static<typeof StarshipRecordSchema>

export const starships = describeResource({
  name: 'starships',
  singular: 'starship',
  title: 'name',
  record: StarshipRecordSchema,
  optionGroups: {}
})
