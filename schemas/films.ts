import { type Static, Type } from '@sinclair/typebox'
import { describeResource } from '../src/catalogue/resource.js'
import { ids, recordOf, text } from './record-members.js'

/** A film's record under `data/`: relations are ids. */
export const FilmRecordSchema = recordOf(
  {
    title: text('The title, without the episode', 'A New Hope'),
    episode: Type.Integer({
      minimum: 1,
      maximum: 9,
      description: 'The number of the episode in the order of the story, not of the releases',
      examples: [4]
    }),
    director: text('The director', 'George Lucas'),
    producers: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'The producers',
      examples: [['Gary Kurtz', 'Rick McCallum']]
    }),
    released: Type.String({
      format: 'date',
      description: 'The date of the first release (ISO 8601)',
      examples: ['1977-05-25']
    }),
    synopsis: text('A summary of one or two sentences'),
    characters: ids('Characters that appear in it'),
    planets: ids('Planets that appear in it'),
    species: ids('Species that appear in it'),
    starships: ids('Starships that appear in it'),
    vehicles: ids('Vehicles that appear in it')
  },
  ['title', 'episode', 'director', 'producers', 'released'],
  1
)
export type FilmRecord = Static<typeof FilmRecordSchema>

export const films = describeResource({
  name: 'films',
  singular: 'film',
  title: 'title',
  record: FilmRecordSchema,
  optionGroups: {}
})
