import { createHmac, randomBytes, randomUUID } from 'node:crypto'

const newSecret = () => randomBytes(32).toString('base64url')

/** Created for every run, so that no other service accepts these tokens. */
export const secrets = {
  JWT_SECRET: newSecret(),
  JWT_REFRESH_SECRET: newSecret(),
  JWT_EMAIL_SECRET: newSecret(),
  JWT_PASSWORD_SECRET: newSecret()
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const header = encode({ alg: 'HS256', typ: 'JWT' })

/** Returns an access token. Any holder of the secret can create one: shares no code with the service. */
function makeToken(): string {
  const iat = Math.floor(Date.now() / 1000)
  const payload = {
    iss: 'fathat.org',
    iat,
    exp: iat + 10 * 3600,
    sub: randomUUID(),
    user_id: 1,
    access_role: 'basic',
    standard_claim: true
  }
  const input = `${header}.${encode(payload)}`
  return `${input}.${createHmac('sha256', secrets.JWT_SECRET).update(input).digest('base64url')}`
}

/** Returns the claim `sub` of a token. */
export function subjectOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub
}

export function makeTokens(count: number): string[] {
  return Array.from({ length: count }, makeToken)
}

/** Returns a request to a secured route for each token. */
export const requestsWith = (path: string, tokens: readonly string[]) =>
  tokens.map((token) => ({ path, headers: { authorization: `Bearer ${token}` } }))
