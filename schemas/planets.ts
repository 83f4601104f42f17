import { type Static, Type } from '@sinclair/typebox'
import { describeResource } from '../src/catalogue/resource.js'
import { nullable, recordOf, text, texts } from './record-members.js'

/** A planet's record under `data/`. The related records store its relations. */
const PlanetRecordSchema = recordOf(
  {
    name: text('The name', 'Tatooine'),
    climate: nullable(texts('The climates of the planet', ['arid'])),
    terrain: nullable(texts('The landscapes of the planet', ['deserts'])),
    gravity_standard: nullable(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'Gravity at the surface in standard gravities (1 is 9.81 m/s²)',
        examples: [1]
      })
    ),
    diameter_km: nullable(
      Type.Number({ exclusiveMinimum: 0, description: 'Diameter in kilometres', examples: [10465] })
    ),
    rotation_period_hours: nullable(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'Duration of one rotation about its axis, in standard hours',
        examples: [23]
      })
    ),
    orbital_period_days: nullable(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'Duration of one orbit around its sun, in standard days',
        examples: [304]
      })
    ),
    surface_water_percent: nullable(
      Type.Number({
        minimum: 0,
        maximum: 100,
        description: 'Share of the surface that is water or ice, in percent',
        examples: [1]
      })
    ),
    population: nullable(
      Type.Integer({
        minimum: 0,
        description: 'Number of sentient beings that live there',
        examples: [200000]
      })
    )
  },
  [
    'name',
    'climate',
    'terrain',
    'gravity',
    'diameter_km',
    'rotation_period_hours',
    'orbital_period_days',
    'surface_water_percent',
    'population'
  ],
  1
)
export type PlanetRecord = Static<typeof PlanetRecordSchema>

export const planets = describeResource({
  name: 'planets',
  singular: 'planet',
  title: 'name',
  record: PlanetRecordSchema,
  optionGroups: {}
})
