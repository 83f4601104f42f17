/**
 * A session from the view of its client. It is `ending` from the moment a request is sent that ends it or
 * exchanges its tokens. If that request gets no response, the service may or may not accept its tokens.
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
