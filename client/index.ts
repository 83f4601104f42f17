import createClient, { type Client, type FetchResponse } from 'openapi-fetch'
import { createAuthorizedFetch, type Pair, type PairStore } from './authorized-fetch.js'
import type { paths } from './schema.js'

export type { Pair, PairStore } from './authorized-fetch.js'
export type { components, paths } from './schema.js'

export interface ClientOptions {
  /** The address of the service, for example `https://api.example.org`. */
  readonly baseUrl: string
  /** The pair of an earlier session. Default: signed out. */
  readonly pair?: Pair | null
  /** Is called with each new pair, and with null when the session has ended. */
  readonly onPair?: (pair: Pair | null) => void
  /** Where the pair is kept, in place of `pair` and `onPair`. Default: in memory. */
  readonly store?: PairStore
  /** Sends a request. Default: the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>
}

type MediaType = `application/${string}`
type Login = paths['/users/v1/login']['post']
type Logout = paths['/users/v1/logout']['post']
type Scope = 'local' | 'others' | 'all'

/**
 * A client of the service for one user. `GET`, `POST`, `PUT`, `PATCH` and `DELETE` are those of
 * openapi-fetch: they return `data`, or `error` with the `code` of the problem.
 */
export interface StarWarsClient extends Client<paths, MediaType> {
  /** The tokens of the session; null when signed out. */
  readonly pair: Pair | null
  /** Sends any request, as `fetch` does. A request to the service gets the token of the session. */
  fetch(request: Request): Promise<Response>
  /** Starts a session. */
  logIn(
    body: Login['requestBody']['content']['application/json']
  ): Promise<FetchResponse<Login, object, MediaType>>
  /** Ends this session (`local`, the default), the other sessions of the user (`others`), or all. */
  logOut(scope?: Scope): Promise<FetchResponse<Logout, object, MediaType>>
}

function keepInMemory({ pair = null, onPair }: ClientOptions): PairStore {
  let current = pair
  return {
    get: () => current,
    set(next) {
      current = next
      onPair?.(next)
    }
  }
}

/** Creates a client that refreshes its tokens by itself. */
export function createStarWarsClient(options: ClientOptions): StarWarsClient {
  const { baseUrl, store = keepInMemory(options) } = options
  const origin = baseUrl.replace(/\/+$/, '')
  const send = options.fetch ?? ((request: Request) => globalThis.fetch(request))
  const { fetch: authorizedFetch, settle } = createAuthorizedFetch(origin, store, send)
  const api = createClient<paths, MediaType>({
    baseUrl: origin,
    fetch: authorizedFetch,
    querySerializer: {
      array: { style: 'form', explode: false },
      object: { style: 'deepObject', explode: true }
    }
  })

  return {
    ...api,
    fetch: authorizedFetch,
    get pair() {
      return store.get()
    },
    async logIn(body) {
      const result = await api.POST('/users/v1/login', { body })
      if (result.data) store.set(result.data)
      return result
    },
    async logOut(scope = 'local') {
      // A refresh token that was just exchanged ends no session.
      await settle()
      // The refresh token lives longer than the access token.
      const pair = store.get()
      const headers = pair ? { authorization: `Bearer ${pair.refresh_token}` } : {}
      const result = await api.POST('/users/v1/logout', { params: { query: { scope } }, headers })
      if (scope !== 'others' && (result.data || result.response.status === 401)) store.set(null)
      return result
    }
  }
}
