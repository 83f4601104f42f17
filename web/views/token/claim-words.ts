import { formatExactTime } from '../../kit/time.js'

interface ClaimRow {
  readonly name: string
  readonly value: string
  readonly words: string
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) < 8e12

const meanings: Readonly<Record<string, string>> = {
  iss: 'Who issued it.',
  sub: 'The id of this token, new for every token. A revocation can name it.',
  sid: 'The session. All tokens of one session carry its id, and a sign-out ends them together.',
  user_id: 'The user.',
  access_role: 'The role that the user had when the token was issued.',
  standard_claim: 'Makes it an access token: it opens the secured routes.',
  refresh_claim: 'Makes it a refresh token: it is exchanged for a new pair, or signs out.',
  email_claim: 'Makes it an email token, and names the address that it verifies.',
  password_claim: 'Makes it a password token: it sets a new password, once.'
}

function wordsOf(name: string, value: unknown): string {
  if (isTime(value)) {
    if (name === 'iat') return `Issued ${formatExactTime(value * 1000)}.`
    if (name === 'exp') return `Expires ${formatExactTime(value * 1000)}.`
    if (name === 'nbf') return `Not valid before ${formatExactTime(value * 1000)}.`
  }
  return (
    (Object.hasOwn(meanings, name) && meanings[name]) || 'The service does not read this claim.'
  )
}

/** The claims in words, in the order of the token. */
export const describeClaims = (claims: Readonly<Record<string, unknown>>): ClaimRow[] =>
  Object.entries(claims).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    words: wordsOf(name, value)
  }))
