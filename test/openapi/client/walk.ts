import createClient from 'openapi-fetch'
import type { components, paths } from './service.js'

type Film = components['schemas']['PlainFilm']

/** A client program with the types generated from the document. A test compiles and runs it. */
export async function walk(origin: string, token: string): Promise<Record<string, number>> {
  const client = createClient<paths, `application/${string}`>({
    baseUrl: origin,
    headers: { authorization: `Bearer ${token}` }
  })
  const counts: Record<string, number> = {}

  const lists = {
    films: await client.GET('/films/v1/', {
      params: { query: { sort_by: 'released', 'filter[episode]': { lte: 6 } } }
    }),
    characters: await client.GET('/characters/v1/', {
      params: {
        query: {
          options: { attributes: true },
          expand: ['homeworld', 'films'],
          'filter[height_cm]': { gte: 100, lt: 300 },
          'filter[gender]': { in: 'male,null' },
          limit: 5
        }
      }
    }),
    planets: await client.GET('/planets/v1/', {
      params: { query: { 'filter[population]': { eq: 'null' }, fields: ['name', 'residents'] } }
    }),
    species: await client.GET('/species/v1/', { params: { query: { search: 'wookiee' } } }),
    starships: await client.GET('/starships/v1/', {
      params: { query: { 'filter[crew]': { eq: 1 }, sort_by: 'length_m', sort_order: 'desc' } }
    }),
    vehicles: await client.GET('/vehicles/v1/', { params: { query: { offset: 30 } } })
  }
  for (const [name, { data, error }] of Object.entries(lists)) {
    if (error) throw new Error(`${name}: ${error.detail}`)
    counts[name] = data.count
  }

  const homeworld = lists.characters.data?.results[0]?.homeworld
  if (typeof homeworld !== 'object' || homeworld === null) throw new Error('not expanded')
  const population: number | null = homeworld.population
  if (population === undefined) throw new Error('a planet without its facts')

  const films: Film[] = []
  const { data: luke } = await client.GET('/characters/v1/{character_id}', {
    params: { path: { character_id: 1 }, query: { expand: ['films'] } }
  })
  for (const film of luke?.films ?? []) {
    if (typeof film === 'object') films.push(film)
  }
  counts.filmsOfLuke = films.length

  const { error: nobody } = await client.GET('/characters/v1/{character_id}', {
    params: { path: { character_id: 17 } }
  })
  if (nobody?.code !== 'character-not-found') throw new Error('person 17 is there')
  return counts
}
