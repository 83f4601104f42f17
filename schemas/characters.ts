import { type Static, Type } from '@sinclair/typebox'
import { describeResource } from '../src/catalogue/resource.js'
import { nullable, recordOf, text, texts } from './record-members.js'

/** A character's record under `data/`: relations are ids. */
const CharacterRecordSchema = recordOf(
  {
    name: text('The name', 'Luke Skywalker'),
    birth_year: nullable(
      Type.String({
        pattern: '^[0-9]+(\\.[0-9]+)?[AB]BY$',
        description: 'The year of birth in years before (BBY) or after (ABY) the Battle of Yavin',
        examples: ['19BBY']
      })
    ),
    birth_year_number: nullable(
      Type.Number({
        description: 'The year of birth as a number; negative before the Battle of Yavin',
        examples: [-19]
      })
    ),
    gender: nullable(
      Type.Union([Type.Literal('female'), Type.Literal('male'), Type.Literal('hermaphrodite')], {
        description: 'The gender',
        examples: ['male']
      })
    ),
    height_cm: nullable(
      Type.Number({ exclusiveMinimum: 0, description: 'Height in centimetres', examples: [172] })
    ),
    mass_kg: nullable(
      Type.Number({ exclusiveMinimum: 0, description: 'Mass in kilograms', examples: [77] })
    ),
    eye_color: nullable(texts('Colours of the eyes', ['blue'])),
    hair_color: nullable(
      texts('Colours of the hair; an empty list if there is no hair', ['blond'])
    ),
    skin_color: nullable(texts('Colours of the skin, fur, scales or shell', ['fair'])),
    homeworld: nullable(Type.Integer({ minimum: 1, description: 'The planet of origin' }))
  },
  ['name', 'birth_year', 'gender', 'height_cm', 'mass_kg', 'eye_color', 'hair_color', 'skin_color'],
  1
)
export type CharacterRecord = Static<typeof CharacterRecordSchema>

export const characters = describeResource({
  name: 'characters',
  singular: 'character',
  title: 'name',
  record: CharacterRecordSchema,
  optionGroups: {
    attributes: ['height_cm', 'mass_kg', 'eye_color', 'hair_color', 'skin_color']
  }
})
