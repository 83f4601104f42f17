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
      description: 'Its place in the story, not in the order of release',
      examples: [4]
    }),
    director: text('Who directed it', 'George Lucas'),
    producers: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'Who produced it',
      examples: [['Gary Kurtz', 'Rick McCallum']]
    }),
    released: Type.String({
      format: 'date',
      description: 'First release, as an ISO 8601 date',
      examples: ['1977-05-25']
    }),
    synopsis: text('One or two sentences in words of our own'),
    characters: ids('Who is in it'),
    planets: ids('Planets that are seen in it'),
    species: ids('Species that are seen in it'),
    starships: ids('Starships that are seen in it'),
    vehicles: ids('Vehicles that are seen in it')
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
