import createClient from 'openapi-fetch'
import type { paths } from './service'

/** A client program with openapi-fetch and the types generated from the document. */
export async function use(origin: string, token: string) {
  const options = { baseUrl: origin }
  const client = createClient<paths, `application/${string}`>({
    ...options,
    headers: { authorization: `Bearer ${token}` }
  })

  const { data: films } = await client.GET('/films/v1/', {
    params: { query: { options: { characters: true } } }
  })
  const { data: tall } = await client.GET('/characters/v1/', {
    params: {
      query: { 'filter[height_cm]': { gte: 200 }, 'filter[gender]': { in: 'male,null' } }
    }
  })

  const anonymous = createClient<paths, `application/${string}`>(options)
  const { error, response } = await anonymous.GET('/users/v1/me')
  if (error === undefined) throw new Error('an account without a token')
  return {
    films: films?.count,
    related: films?.results[0]?.characters?.length,
    tall: tall?.count,
    status: response.status,
    code: error.code
  }
}
