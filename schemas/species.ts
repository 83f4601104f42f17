import { type Static, Type } from '@sinclair/typebox'
import { describeResource } from '../src/catalogue/resource.js'
import { ids, nullable, recordOf, text, texts } from './record-members.js'

/** A species' record under `data/`: relations are ids. */
const SpeciesRecordSchema = recordOf(
  {
    name: text('The name', 'Human'),
    classification: nullable(
      text('The class of beings, for example mammal or artificial', 'mammal')
    ),
    designation: nullable(text('Whether the species is sentient', 'sentient')),
    average_height_cm: nullable(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'Average height of an adult, in centimetres',
        examples: [180]
      })
    ),
    average_lifespan_years: nullable(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'Average lifespan, in standard years',
        examples: [120]
      })
    ),
    eye_colors: nullable(texts('Usual colours of the eyes', ['brown', 'blue'])),
    hair_colors: nullable(
      texts('Usual colours of the hair; an empty list if there is no hair', ['black', 'red'])
    ),
    skin_colors: nullable(texts('Usual colours of the skin', ['pale'])),
    language: nullable(text('The most common language', 'Galactic Basic')),
    homeworld: nullable(Type.Integer({ minimum: 1, description: 'The planet of origin' })),
    people: ids('Characters of this species')
  },
  [
    'name',
    'classification',
    'designation',
    'average_height_cm',
    'average_lifespan_years',
    'eye_colors',
    'hair_colors',
    'skin_colors',
    'language'
  ],
  1
)
export type SpeciesRecord = Static<typeof SpeciesRecordSchema>

export const species = describeResource({
  name: 'species',
  singular: 'species',
  title: 'name',
  record: SpeciesRecordSchema,
  optionGroups: {}
})
