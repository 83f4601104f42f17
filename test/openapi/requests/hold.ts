import { type Described, errorsOf } from './described.js'

export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Headers of HTTP and of browser security, which no operation documents. */
const ofEveryAnswer =
  /^(content-type|content-length|date|connection|keep-alive|transfer-encoding|content-security-policy|cross-origin-.*|origin-agent-cluster|referrer-policy|x-(content-type-options|dns-prefetch-control|download-options|frame-options|permitted-cross-domain-policies|xss-protection))$/

export const mediaTypeOf = ({ headers }: Answer) =>
  String(headers['content-type'] ?? '').split(';', 1)[0] as string

const asValue = (type: unknown, text: string) => (type === 'integer' ? Number(text) : text)

function wrongHeaders({ operation, validatorAt }: Described, answer: Answer): string[] {
  const { headers = {} } = operation.responses[answer.statusCode] ?? {}
  const missing = Object.entries(headers)
    .filter(([name, { required }]) => required && answer.headers[name] === undefined)
    .map(([name]) => `${name} is missing`)
  const wrong = Object.entries(answer.headers).flatMap(([name, value]) => {
    if (ofEveryAnswer.test(name)) return []
    const header = headers[name]
    if (header === undefined) return [`${name} is not documented`]
    const { statusCode } = answer
    const validate = validatorAt('responses', statusCode, 'headers', name, 'schema')
    const isFit = validate(asValue(header.schema.type, String(value)))
    return isFit ? [] : [`${name}: ${value}: ${errorsOf(validate)}`]
  })
  return [...missing, ...wrong]
}

function wrongBody({ operation, validatorAt }: Described, answer: Answer): string[] {
  const { content } = operation.responses[answer.statusCode] ?? {}
  if (content === undefined) return answer.body === '' ? [] : ['a body is not documented']
  const mediaType = mediaTypeOf(answer)
  if (!(mediaType in content)) return [`the media type ${mediaType} is not documented`]
  const { statusCode, body } = answer
  const validate = validatorAt('responses', statusCode, 'content', mediaType, 'schema')
  const value = mediaType.endsWith('json') ? JSON.parse(body) : body
  return validate(value) ? [] : [`${errorsOf(validate)} in ${body.slice(0, 500)}`]
}

/** Returns the differences between a response and the document. */
export function contradictions(described: Described, answer: Answer): string[] {
  const { statusCode } = answer
  if (!(statusCode in described.operation.responses)) {
    return [`the status ${statusCode} is not documented: ${answer.body.slice(0, 300)}`]
  }
  return [...wrongHeaders(described, answer), ...wrongBody(described, answer)]
}

/** The code of a problem document, or the error of an OAuth response. */
export function codeOf(answer: Answer): string | undefined {
  if (!mediaTypeOf(answer).endsWith('json') || answer.statusCode < 400) return undefined
  const { code, error } = JSON.parse(answer.body)
  return code ?? error
}

/** The form of a response as one line: status, media type and, for a problem document, its code. */
export function formOf(answer: Answer): string {
  const code = codeOf(answer)
  return [answer.statusCode, mediaTypeOf(answer), ...(code === undefined ? [] : [code])].join(' ')
}

interface Coded {
  readonly allOf?: readonly {
    readonly properties?: Readonly<Record<'code' | 'error', { enum: string[] } | undefined>>
  }[]
}

/** The documented forms of an operation. */
export function documentedForms({ operation }: Described): string[] {
  return Object.entries(operation.responses).flatMap(([status, { content }]) => {
    if (content === undefined) return [`${status} `]
    return Object.entries(content).flatMap(([mediaType, { schema }]) => {
      if (Number(status) < 400 || !mediaType.endsWith('json')) return [`${status} ${mediaType}`]
      const { code, error } = (schema as Coded).allOf?.[1]?.properties ?? {}
      return (code ?? error)?.enum.map((one) => `${status} ${mediaType} ${one}`) ?? ['?']
    })
  })
}
