/**
 * A session as its user knows it. It is `ending` as soon as a request is sent that ends or exchanges
 * its tokens. If that request gets no response, it stays so, and its tokens may be accepted or not.
 */
export interface Session {
  token: string
  refreshToken: string
  state: 'live' | 'ending'
}

/** Returns the tokens in the response of a login or a refresh. */
export function tokensOf(body: string): Pick<Session, 'token' | 'refreshToken'> {
  const { token, refresh_token: refreshToken } = JSON.parse(body)
  return { token, refreshToken }
}
