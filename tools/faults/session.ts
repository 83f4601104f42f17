/**
 * A login as its owner knows it. `ending` from the moment at which anything was sent that ends its
 * tokens or exchanges them; without an answer to that it stays so, and nothing is expected of it.
 */
export interface Session {
  token: string
  refreshToken: string
  state: 'live' | 'ending'
}

/** What a login or a refresh answers. */
export function tokensOf(body: string): Pick<Session, 'token' | 'refreshToken'> {
  const { token, refresh_token: refreshToken } = JSON.parse(body)
  return { token, refreshToken }
}
