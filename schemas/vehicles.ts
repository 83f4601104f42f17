import { type Static, Type } from '@sinclair/typebox'
import { describeResource } from '../src/catalogue/resource.js'
import { ids, nullable, recordOf, text } from './record-members.js'
import { transportColumns, transportFacts } from './transport-facts.js'

const facts = transportFacts({
  name: 'Imperial Speeder Bike',
  model: '74-Z speeder bike',
  manufacturer: ['Aratech Repulsor Company'],
  cost_in_credits: 8000,
  length_m: 3,
  passengers: 1,
  max_atmosphering_speed_kmh: 360,
  cargo_capacity_kg: 4,
  consumables_days: 1
})

/** A vehicle's record under `data/`: relations are ids. */
const VehicleRecordSchema = recordOf(
  {
    ...facts.beforeCrew,
    crew: nullable(
      Type.Integer({
        minimum: 0,
        description: 'Number of people needed to drive it',
        examples: [1]
      })
    ),
    ...facts.afterCrew,
    vehicle_class: nullable(text('The class, in lower case', 'speeder')),
    pilots: ids('Characters that have driven it')
  },
  [...transportColumns, 'vehicle_class'],
  30
)
export type VehicleRecord = Static<typeof VehicleRecordSchema>

export const vehicles = describeResource({
  name: 'vehicles',
  singular: 'vehicle',
  title: 'name',
  record: VehicleRecordSchema,
  optionGroups: {}
})
