import { claimsOf, goodPassword } from '../../accounts/actors.js'
import type { Described, Schema } from './described.js'
import type { Answer } from './hold.js'
import { form, json, kindOf, type Pass, type Stage } from './stage.js'

type Pairs = readonly (readonly [name: string, text: string])[]

export interface Body {
  readonly type: string
  readonly text: string
  /** The Content-Encoding. */
  readonly coding?: string
}

/** A request. Omitted parts have valid defaults. */
export interface Request {
  readonly path?: Pairs
  readonly query?: Pairs
  /** `null`: no body. */
  readonly body?: Body | null
  readonly headers?: Readonly<Record<string, string>>
  /** As in the URL. */
  readonly more?: string
}

/** The session of the caller, the caller, or the example in the document. */
function goodParameter({ operation }: Described, name: string, pass: Pass): string {
  if (name === 'sid') return claimsOf(pass.token).sid
  if (name === 'user_id') return String(pass.user.id)
  return String((operation.parameters ?? []).find((one) => one.name === name)?.example)
}

const goodMembers = (pass: Pass, isNew: boolean): Readonly<Record<string, unknown>> => ({
  email: isNew ? `new.${pass.user.id}.${Math.random()}@example.org` : pass.user.email,
  password: goodPassword,
  password_again: goodPassword,
  current_password: goodPassword,
  token: pass.token,
  takeover: true,
  access_role: 'basic',
  disabled: false
})

/** The members of a valid body for the operation. */
export function goodBody(described: Described, pass: Pass): Record<string, unknown> {
  const [content] = Object.values(described.operation.requestBody?.content ?? {})
  const names = Object.keys(described.resolve(content?.schema ?? {}).properties ?? {})
  const members = goodMembers(pass, described.id !== 'login')
  return Object.fromEntries(
    names.filter((name) => name in members).map((name) => [name, members[name]])
  )
}

export const asForm = (members: object): Body => ({
  type: form,
  text: new URLSearchParams(members as Record<string, string>).toString()
})
export const asJson = (value: unknown): Body => ({ type: json, text: JSON.stringify(value) })

export const bodyTypesOf = ({ operation }: Described) =>
  Object.keys(operation.requestBody?.content ?? {})

export const bodySchemaOf = ({ operation, resolve }: Described, type: string): Schema =>
  resolve(operation.requestBody?.content[type]?.schema ?? {})

function defaultBody(described: Described, pass: Pass): Body | null {
  const [type] = bodyTypesOf(described)
  if (type === undefined) return null
  const members = goodBody(described, pass)
  return type === form ? asForm(members) : asJson(members)
}

const encode = (pairs: Pairs) =>
  pairs.map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`).join('&')

export function urlOf(
  described: Described,
  pass: Pass,
  { path = [], query, more = '' }: Request = {}
) {
  const parameters = described.operation.parameters ?? []
  const given = new Map(path)
  const url = described.path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(given.get(name) ?? goodParameter(described, name, pass))
  )
  const required = parameters.filter((one) => one.in === 'query' && one.required)
  const pairs = query ?? required.map(({ name }) => [name, pass.token] as const)
  return `${url}?${encode(pairs)}${more}`.replace(/\?$/, '')
}

/** In a form, the token is a member. */
const needsHeader = (described: Described, body: Body | null) =>
  described.operation.security.length > 0 &&
  !(body?.type === form && ['email', 'password'].includes(kindOf(described)))

/** @param isAnonymous sends no credentials */
export async function send(
  server: Stage,
  described: Described,
  pass: Pass,
  request: Request = {},
  isAnonymous = false
): Promise<Answer & { readonly sent: string }> {
  const { body = defaultBody(described, pass), headers } = request
  const url = urlOf(described, pass, request)
  const all = {
    ...(needsHeader(described, body) && !isAnonymous && pass.headers),
    ...(body && { 'content-type': body.type }),
    ...(body?.coding && { 'content-encoding': body.coding }),
    ...headers
  }
  const answer = await server.inject({
    method: described.method as 'GET',
    url,
    headers: all,
    ...(body && { payload: body.text })
  })
  const { authorization: _, ...shown } = all as Record<string, string>
  const sent = `${described.method} ${url} ${JSON.stringify(shown)} ${body?.text ?? ''}`
  return {
    statusCode: answer.statusCode,
    headers: answer.headers,
    body: answer.body,
    sent: sent.slice(0, 400)
  }
}
