import type { Described } from './described.js'
import { asForm, asJson, bodySchemaOf, bodyTypesOf, goodBody, type Request } from './request.js'
import { form, json, type Pass } from './stage.js'
import { textsOf, valuesOf, writtenOf } from './values.js'

export interface Try {
  readonly request: Request
  /** According to the document, which does not restrict unknown names. */
  readonly isAllowed: boolean | 'undecided'
}

/** Every spelling of every parameter, one at a time. */
export function parameterTries(described: Described): Try[] {
  const { parameters = [] } = described.operation
  return parameters.flatMap((parameter, index) =>
    writtenOf(described, index, parameter).map(({ pairs, isAllowed }) => ({
      request: parameter.in === 'path' ? { path: pairs } : { query: pairs },
      isAllowed
    }))
  )
}

const without = (members: object, name: string) =>
  Object.fromEntries(Object.entries(members).filter(([key]) => key !== name))

function memberTries(described: Described, type: string, good: object): object[] {
  const { properties = {} } = bodySchemaOf(described, type)
  const tried = type === form ? textsOf : valuesOf
  return Object.entries(properties).flatMap(([name, schema]) => [
    ...tried(described.resolve(schema)).map((value) => ({ ...good, [name]: value })),
    without(good, name)
  ])
}

/** Every value of each body member, each member omitted, and invalid bodies. */
export function bodyTries(described: Described, pass: Pass): Try[] {
  const { requestBody } = described.operation
  if (requestBody === undefined) return []
  const good = goodBody(described, pass)
  const withMembers = bodyTypesOf(described).flatMap((type) => {
    const isJson = type === json
    const bodies = [...memberTries(described, type, good), { ...good, role: 'admin' }, {}, good]
    const values = isJson ? [...bodies, [], null, 'text', 1, [good]] : bodies
    const validate = described.validatorAt('requestBody', 'content', type, 'schema')
    const written = isJson ? asJson : (value: unknown) => asForm(value as object)
    const tries = values.map((value) => ({
      request: { body: written(value) },
      isAllowed: validate(value)
    }))
    const [first = ''] = Object.keys(good)
    const twice = { type, text: `${asForm(good).text}&${asForm({ [first]: 'again' }).text}` }
    return isJson ? tries : [...tries, { request: { body: twice }, isAllowed: false }]
  })
  const ofOtherType = { type: 'text/plain', text: 'text' }
  return [
    ...withMembers,
    { request: { body: null }, isAllowed: requestBody.required !== true },
    { request: { body: ofOtherType }, isAllowed: false }
  ]
}
