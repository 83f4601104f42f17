/** The tokens of a session. */
export interface Pair {
  readonly token: string
  readonly refresh_token: string
}

/** Where the tokens of the session are kept. Null when signed out. */
export interface PairStore {
  get(): Pair | null
  set(pair: Pair | null): void
  /**
   * Runs a refresh while no other user of the pair refreshes it, as the other tabs of a browser. The
   * refresh sends nothing if the pair has changed meanwhile.
   */
  exclusively?<Result>(refresh: () => Promise<Result>): Promise<Result>
}

type Send = (request: Request) => Promise<Response>

async function hasExpired(response: Response): Promise<boolean> {
  if (response.status !== 401) return false
  // A proxy may send a 401 of its own, which is no JSON.
  const body: Promise<unknown> = response.clone().json()
  const problem = (await body.catch(() => null)) as { readonly code?: string } | null
  return problem?.code === 'token-expired'
}

function withToken(request: Request, token: string): Request {
  const own = new Request(request)
  own.headers.set('authorization', `Bearer ${token}`)
  return own
}

/** Returns the user of a token that the service has issued. */
function userOf({ token }: Pair): unknown {
  const payload = token.split('.')[1] as string
  return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).user_id
}

interface AuthorizedFetch {
  readonly fetch: Send
  /** Resolves when no refresh is under way. */
  settle(): Promise<void>
}

/**
 * Returns a `fetch` that sends the access token, and refreshes it when the service answers
 * `token-expired`: once for all requests under way, which it then sends again. Any other 401 is
 * final. It leaves a request unchanged that has an Authorization header, or is for another address.
 *
 * If the refresh is rejected, its response is the response of the request. With a 401, the session
 * has ended.
 *
 * @throws whatever `send` throws, by rejection
 */
export function createAuthorizedFetch(
  baseUrl: string,
  store: PairStore,
  send: Send
): AuthorizedFetch {
  let refreshing: Promise<Response | undefined> | undefined
  const exclusively = store.exclusively?.bind(store) ?? ((act) => act())

  /** Also resolves a base URL without an origin, which a page may use. */
  const isOurs = ({ url }: Request) => url.startsWith(new Request(`${baseUrl}/`).url)

  async function refresh(sent: Pair): Promise<Response | undefined> {
    if (store.get() !== sent) return undefined
    const request = new Request(`${baseUrl}/users/v1/generate_tokens`, { method: 'POST' })
    const response = await send(withToken(request, sent.refresh_token))
    const next = response.ok ? ((await response.clone().json()) as Pair) : null
    const isOver = response.ok || response.status === 401
    // The user may have started another session meanwhile.
    if (isOver && store.get() === sent) store.set(next)
    return response
  }

  /** Starts no refresh if a new pair has arrived since the request was sent. */
  async function refreshOnce(sent: Pair): Promise<Response | undefined> {
    if (store.get() === sent) {
      refreshing ??= exclusively(() => refresh(sent)).finally(() => {
        refreshing = undefined
      })
    }
    return (await refreshing)?.clone()
  }

  return {
    async fetch(request) {
      const sent = store.get()
      const isReady = request.headers.has('authorization') || !isOurs(request)
      if (sent === null || isReady) return send(request)
      const response = await send(withToken(request.clone(), sent.token))
      if (!(await hasExpired(response))) return response
      const refreshed = await refreshOnce(sent)
      const pair = store.get()
      if (pair === null || pair === sent) return refreshed ?? response
      // Never sends the request of one user with the token of another one.
      if (userOf(pair) !== userOf(sent)) return response
      return send(withToken(request, pair.token))
    },
    async settle() {
      await Promise.allSettled([refreshing])
    }
  }
}
