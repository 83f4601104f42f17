import { type Static, Type } from '@sinclair/typebox'
import { filmFacts } from './records/films.js'
import { closed, idMember } from './records/members.js'
import { withDefault } from './with-default.js'

export const filmRelations = ['characters', 'planets', 'species', 'starships', 'vehicles'] as const
export type FilmRelation = (typeof filmRelations)[number]

const facts = { id: idMember, ...filmFacts }

const urls = (relation: FilmRelation) =>
  Type.Array(Type.String({ format: 'uri-reference' }), {
    description: `Only with options[${relation}]=true`,
    examples: [[`/${relation}/v1/1`, `/${relation}/v1/2`]]
  })

/** A film as it is answered: relations are URLs, and only there when asked for. */
export const FilmSchema = Type.Partial(
  Type.Object({
    ...facts,
    url: Type.String({ format: 'uri-reference', examples: ['/films/v1/1'] }),
    characters: urls('characters'),
    planets: urls('planets'),
    species: urls('species'),
    starships: urls('starships'),
    vehicles: urls('vehicles')
  }),
  {
    $id: 'Film',
    ...closed,
    description: 'A film. All of its facts are there unless `fields` leaves them out.'
  }
)
export type Film = Static<typeof FilmSchema>

export const filmMembers = Object.keys(FilmSchema.properties) as (keyof Film)[]

export const FilmListSchema = Type.Object(
  {
    results: Type.Array(Type.Unsafe<Film>(Type.Ref('Film'))),
    count: Type.Integer({
      minimum: 0,
      description: 'How many films there are in all',
      examples: [6]
    }),
    next: Type.Union([Type.String({ format: 'uri-reference' }), Type.Null()], {
      description: 'The URL of the next page, if there is one'
    }),
    previous: Type.Union([Type.String({ format: 'uri-reference' }), Type.Null()], {
      description: 'The URL of the page before, if there is one'
    })
  },
  { $id: 'FilmList', ...closed, description: 'A page of films' }
)
export type FilmList = Static<typeof FilmListSchema>

const relationOption = (relation: FilmRelation) =>
  Type.Optional(Type.Boolean({ description: `Include the URLs of the film's ${relation}` }))

const selection = {
  options: Type.Optional(
    Type.Object(
      {
        characters: relationOption('characters'),
        planets: relationOption('planets'),
        species: relationOption('species'),
        starships: relationOption('starships'),
        vehicles: relationOption('vehicles')
      },
      {
        ...closed,
        examples: [{ characters: true }],
        style: 'deepObject',
        explode: true,
        description: 'Which relations to include, as `options[characters]=true`'
      }
    )
  ),
  fields: Type.Optional(
    Type.Array(Type.Unsafe<keyof Film>({ type: 'string', enum: filmMembers }), {
      minItems: 1,
      style: 'form',
      explode: false,
      description: 'Only these members, as `fields=title,released`; naming a relation includes it'
    })
  )
}

export const FilmQuerySchema = Type.Object(selection, closed)
export type FilmQuery = Static<typeof FilmQuerySchema>

export const FilmListQuerySchema = Type.Object(
  {
    ...selection,
    limit: withDefault({ minimum: 1, maximum: 100, default: 100, description: 'Films a page' }),
    offset: withDefault({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 0,
      description: 'Films to pass over'
    })
  },
  closed
)
export type FilmListQuery = Static<typeof FilmListQuerySchema>

export const FilmParamsSchema = Type.Object({
  film_id: Type.Integer({
    minimum: 0,
    maximum: 999_999_999_999_999,
    description: "The film's id",
    examples: [1]
  })
})
