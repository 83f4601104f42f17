import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly format?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
}

export interface Parameter {
  readonly name: string
  readonly in: 'query' | 'path'
  readonly required?: boolean
  readonly style?: string
  readonly example?: unknown
  readonly schema: Schema
}

interface Header {
  readonly required?: boolean
  readonly schema: Schema
}

export interface Response {
  readonly headers?: Readonly<Record<string, Header>>
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}

interface Operation {
  readonly operationId: string
  readonly security: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly required?: boolean
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>
  }
  readonly responses: Readonly<Record<string, Response>>
}

/** An operation of the document, with validators for its schemas. */
export interface Described {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly operation: Operation
  /** Resolves a reference to a component. */
  resolve(schema: Schema): Schema
  /** Whether a value matches the schema at this path in the operation. */
  validatorAt(...steps: readonly (string | number)[]): ValidateFunction
  /** The same, from the root of the document. */
  componentAt(...steps: readonly (string | number)[]): ValidateFunction
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** The service defines the format itself. Here it means text on both sides of one @. */
const address = /^[^@\s]+@[^@\s]+\.[^@\s]+$/u

export const errorsOf = ({ errors }: ValidateFunction) => new Ajv2020().errorsText(errors)

/** Returns every operation of a document. */
export function describe(document: object): Described[] {
  const { paths, components } = document as Document
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addFormat('idn-email', address)
  ajv.addSchema(document, 'document')

  const known = new Map<string, ValidateFunction>()
  function compile(steps: readonly (string | number)[]): ValidateFunction {
    const parts = steps.map((step) =>
      encodeURIComponent(String(step).replace(/~/g, '~0').replace(/\//g, '~1'))
    )
    const $ref = `document#/${parts.join('/')}`
    const validate = known.get($ref) ?? ajv.compile({ $ref })
    known.set($ref, validate)
    return validate
  }

  function resolve(schema: Schema): Schema {
    const name = schema.$ref?.replace('#/components/schemas/', '')
    return name === undefined ? schema : resolve(components.schemas[name] as Schema)
  }

  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      operation,
      resolve,
      validatorAt: (...steps) => compile(['paths', path, method, ...steps]),
      componentAt: (...steps) => compile(steps)
    }))
  )
}
