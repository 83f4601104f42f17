/** The four kinds of token by the private claim that names them. */
export const kinds = {
  standard_claim: 'access',
  refresh_claim: 'refresh',
  email_claim: 'email',
  password_claim: 'password'
} as const

export type Kind = (typeof kinds)[keyof typeof kinds]
type PrivateClaim = keyof typeof kinds

/** The setting of the secret of each kind. */
export const secretNames: Readonly<Record<Kind, string>> = {
  access: 'JWT_SECRET',
  refresh: 'JWT_REFRESH_SECRET',
  email: 'JWT_EMAIL_SECRET',
  password: 'JWT_PASSWORD_SECRET'
}

type JsonObject = Readonly<Record<string, unknown>>

/** What a text says as a token. Nothing is verified. */
export interface Inspection {
  readonly token: string
  readonly header: JsonObject | null
  readonly claims: JsonObject | null
  /** The private claim, if exactly one is there. */
  readonly privateClaim: PrivateClaim | null
  readonly kind: Kind | null
  /** What is wrong, in words. The service rejects a token with any of these. */
  readonly faults: readonly string[]
}

/** In characters: the service decodes no longer ones. */
const maxLength = 4096

function decodeBase64url(part: string): Uint8Array {
  const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'))
  const canonical = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  if (canonical !== part) throw new Error('not canonical')
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

function faultOfBase64url(name: string, part: string): string | null {
  if (part === '') return `The ${name} is empty.`
  if (part.includes('=')) return `The ${name} is not base64url: it has padding (=).`
  const [foreign] = /[^\w-]/u.exec(part) ?? []
  if (foreign !== undefined) return `The ${name} is not base64url: it has the character ${foreign}`
  try {
    decodeBase64url(part)
    return null
  } catch {
    return `The ${name} is not base64url: it is cut off, or has bits that belong to no byte.`
  }
}

/** A signature of HS256 has 32 bytes. */
const faultOfLength = (signature: string) =>
  signature.length === 43 ? null : 'The signature does not have 43 characters, as HS256 makes it.'

function parseObject(name: string, part: string): JsonObject | string {
  const fault = faultOfBase64url(name, part)
  if (fault !== null) return fault
  try {
    const options = { fatal: true, ignoreBOM: true }
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', options).decode(decodeBase64url(part))
    )
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as JsonObject) : `The ${name} is JSON, but no object.`
  } catch {
    return `The ${name} is not JSON.`
  }
}

function faultsOfHeader({ alg, typ }: JsonObject): string[] {
  const faults: string[] = []
  if (alg !== 'HS256') {
    faults.push(`The header names another algorithm than HS256: ${JSON.stringify(alg) ?? 'none'}.`)
  }
  if (typ !== undefined && String(typ).toUpperCase() !== 'JWT') {
    faults.push(`The header names another type than JWT: ${JSON.stringify(typ)}.`)
  }
  return faults
}

function faultsOfKind(present: readonly PrivateClaim[], claims: JsonObject): string[] {
  if (present.length === 0) return ['No private claim names the kind of the token.']
  if (present.length > 1) {
    return [`More than one private claim names a kind: ${present.join(', ')}.`]
  }
  const [name] = present as [PrivateClaim]
  const value = claims[name]
  const isRight =
    name === 'email_claim' ? typeof value === 'string' && value !== '' : value === true
  return isRight ? [] : [`The value of ${name} is not the one of a token of this kind.`]
}

/** Returns the token in a text that may be a whole header: `Authorization: Bearer …`. */
export const tokenIn = (text: string) =>
  text
    .trim()
    .replace(/^authorization\s*:\s*/i, '')
    .replace(/^bearer\s+/i, '')

/** Takes a text apart as a token. Returns null for an empty one. */
export function inspectToken(text: string): Inspection | null {
  const token = tokenIn(text)
  if (token === '') return null
  const none = { token, header: null, claims: null, privateClaim: null, kind: null }
  const parts = token.split('.')
  if (parts.length !== 3) {
    const count = parts.length === 1 ? '1 part' : `${parts.length} parts`
    return { ...none, faults: [`A token has 3 parts with dots between them. This has ${count}.`] }
  }
  const [first, second, third] = parts as [string, string, string]
  const header = parseObject('header', first)
  const claims = parseObject('payload', second)
  const faults = [
    token.length > maxLength ? `It is longer than ${maxLength} characters.` : null,
    typeof header === 'string' ? header : null,
    typeof claims === 'string' ? claims : null,
    faultOfBase64url('signature', third) ?? faultOfLength(third)
  ].filter((fault) => fault !== null)
  if (typeof header === 'object') faults.push(...faultsOfHeader(header))
  if (typeof claims === 'string') {
    return { ...none, header: typeof header === 'string' ? null : header, faults }
  }
  const present = (Object.keys(kinds) as PrivateClaim[]).filter((one) => Object.hasOwn(claims, one))
  faults.push(...faultsOfKind(present, claims))
  const privateClaim = present.length === 1 ? (present[0] as PrivateClaim) : null
  return {
    token,
    header: typeof header === 'string' ? null : header,
    claims,
    privateClaim,
    kind: privateClaim && kinds[privateClaim],
    faults
  }
}
