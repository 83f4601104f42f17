/** The tokens of a session. */
export interface Pair {
  readonly token: string
  readonly refresh_token: string
}

/** Where the tokens of the session are kept. Null when signed out. */
export interface PairStore {
  get(): Pair | null
  set(pair: Pair | null): void
}

type Send = (request: Request) => Promise<Response>

async function hasExpired(response: Response): Promise<boolean> {
  if (response.status !== 401) return false
  const problem = (await response.clone().json()) as { readonly code?: string }
  return problem.code === 'token-expired'
}

function withToken(request: Request, token: string): Request {
  const own = new Request(request)
  own.headers.set('authorization', `Bearer ${token}`)
  return own
}

/**
 * Returns a `fetch` that sends the access token, and refreshes it when the service answers
 * `token-expired`: once for all requests under way, which it then sends again. Any other 401 is
 * final. It leaves a request that has an Authorization header unchanged.
 *
 * If the refresh is rejected, its response is the response of the request. With a 401, the session
 * has ended.
 *
 * @throws whatever `send` throws, by rejection
 */
export function createAuthorizedFetch(baseUrl: string, store: PairStore, send: Send): Send {
  let refreshing: Promise<Response> | undefined

  async function refresh({ refresh_token }: Pair): Promise<Response> {
    const request = new Request(`${baseUrl}/users/v1/generate_tokens`, { method: 'POST' })
    const response = await send(withToken(request, refresh_token))
    if (response.ok) store.set((await response.clone().json()) as Pair)
    else if (response.status === 401) store.set(null)
    return response
  }

  /** Starts no refresh if a new pair has arrived since the request was sent. */
  async function refreshOnce(sent: Pair): Promise<Response | undefined> {
    if (store.get() === sent) {
      refreshing ??= refresh(sent).finally(() => {
        refreshing = undefined
      })
    }
    return (await refreshing)?.clone()
  }

  return async (request) => {
    const sent = store.get()
    if (sent === null || request.headers.has('authorization')) return send(request)
    const response = await send(withToken(request.clone(), sent.token))
    if (!(await hasExpired(response))) return response
    const refreshed = await refreshOnce(sent)
    const pair = store.get()
    if (pair === null || pair === sent) return refreshed ?? response
    return send(withToken(request, pair.token))
  }
}
