import { createClient } from './client'
import { getOwnAccount, listCharacters, listFilms } from './sdk.gen'

/** A client program with the code that @hey-api/openapi-ts generates from the document. */
export async function use(origin: string, token: string) {
  const client = createClient({ baseUrl: origin, auth: () => token })

  const { data: films } = await listFilms({ client, query: { options: { characters: true } } })
  if (films === undefined || typeof films === 'string') throw new Error('no films')
  const [first] = films.results

  const { data: tall } = await listCharacters({
    client,
    query: { 'filter[height_cm]': { gte: 200 }, 'filter[gender]': { in: 'male,null' } }
  })
  if (tall === undefined || typeof tall === 'string') throw new Error('no characters')

  const { error, response } = await getOwnAccount({ client: createClient({ baseUrl: origin }) })
  if (error === undefined) throw new Error('an account without a token')
  return {
    films: films.count,
    related: first?.characters?.length,
    tall: tall.count,
    status: response?.status,
    code: error.code
  }
}
