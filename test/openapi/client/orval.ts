import { getOwnAccount, listCharacters, listFilms } from './client'
import type { GetOwnAccount401Code } from './model'

/** A client program with the code that orval generates from the document. */
export async function use(_origin: string, token: string) {
  const headers = { authorization: `Bearer ${token}` }

  const films = await listFilms({ options: { characters: true } }, { headers })
  if (films.status !== 200 || typeof films.data === 'string') throw new Error('no films')
  const [first] = films.data.results

  const tall = await listCharacters(
    { 'filter[height_cm]': { gte: 200 }, 'filter[gender]': { in: 'male,null' } },
    { headers }
  )
  if (tall.status !== 200 || typeof tall.data === 'string') throw new Error('no characters')

  const refused = await getOwnAccount()
  if (refused.status !== 401) throw new Error('an account without a token')
  const code: GetOwnAccount401Code | undefined = refused.data.code
  return {
    films: films.data.count,
    related: first?.characters?.length,
    tall: tall.data.count,
    status: refused.status,
    code
  }
}
