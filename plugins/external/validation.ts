import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { TSchema } from '@sinclair/typebox'
import type { FastifyServerOptions } from 'fastify'
import { isEmail } from '../../src/accounts/email.js'
import { lazySerializer, lazyValidator, memoise, once } from '../../src/cache/lazy-compilers.js'
import { copyQuery, freezeQuery, type Query } from '../../src/query/parse-query.js'
import { createTextReader } from '../../src/query/plain-values.js'

/** The Ajv options for the schemas of requests. */
export const ajv: NonNullable<FastifyServerOptions['ajv']> = {
  customOptions: {
    allErrors: true,
    // Ajv would read `0x10`, `1e1` and ` 5` as numbers.
    coerceTypes: false,
    removeAdditional: false,
    // A number of 400 digits becomes Infinity. The bounds reject it, with a message that names
    // them.
    strictNumbers: false,
    verbose: true,
    allowUnionTypes: true,
    // These three slow down the start more than they save later; the compiler checks the schemas.
    code: { optimize: false },
    inlineRefs: false,
    validateSchema: false,
    keywords: ['style', 'explode', 'operators']
  },
  onCreate: (instance) => void instance.addFormat('idn-email', isEmail)
}

/** A part of a route. Fastify's types declare only its schema. */
interface Part {
  readonly schema: TSchema
  readonly httpPart?: string
}

const compileValidators = AjvCompiler()
const compileSerializers = SerializerSelector()

type Validate = ReturnType<ReturnType<typeof compileValidators>>
type Serialize = ReturnType<ReturnType<typeof compileSerializers>>

/** Shared by all applications in the process. */
const validators = new Map<string, Validate>()
const serializers = new Map<string, Serialize>()

/** Converts the numbers and booleans of a path before its validation. */
function readFirst(schema: TSchema, validate: Validate): Validate {
  const read = createTextReader(schema)
  if (read === undefined) return validate
  const readAndValidate = (values: Record<string, unknown>) => {
    read(values)
    const isValid = validate(values)
    if (!isValid) readAndValidate.errors = validate.errors
    return isValid
  }
  readAndValidate.errors = validate.errors
  return readAndValidate as Validate
}

/**
 * Converts and validates each parsed query once. The parser returns the same object for the same
 * text; the validated copy stays as long as that object.
 */
function validateOnce(schema: TSchema, validate: Validate): Validate {
  const read = createTextReader(schema)
  const valid = new WeakMap<Query, { readonly value: Query }>()
  const readAndValidate = (query: Query) => {
    const known = valid.get(query)
    if (known !== undefined) return known
    const value = copyQuery(query)
    read?.(value)
    if (!validate(value)) {
      readAndValidate.errors = validate.errors
      return false
    }
    const result = { value: freezeQuery(value) }
    valid.set(query, result)
    return result
  }
  readAndValidate.errors = validate.errors
  return readAndValidate as unknown as Validate
}

/** A body has numbers of its own. A query and a path are text. */
function validatorOf({ schema, httpPart }: Part, validate: Validate): Validate {
  if (httpPart === 'querystring') return validateOnce(schema, validate)
  return httpPart === 'params' ? readFirst(schema, validate) : validate
}

const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  const compile = once(() => compileValidators(externalSchemas, options))
  const ofSchema = memoise(
    validators,
    once(() => JSON.stringify(externalSchemas)),
    (schema) => compile()({ schema } as never)
  )
  return (part) => {
    const { schema } = part as unknown as Part
    return validatorOf(part as unknown as Part, ofSchema(schema))
  }
}

const buildSerializer: ReturnType<typeof SerializerSelector> = (externalSchemas, options) => {
  const compile = once(() => compileSerializers(externalSchemas, options))
  const ofSchema = memoise(
    serializers,
    once(() => JSON.stringify(externalSchemas)),
    (schema) => compile()({ schema } as never)
  )
  return ({ schema }) => ofSchema(schema)
}

/** Compiles every schema at the start, so that an invalid one throws. Used by tests. */
export const eagerCompilers = { buildValidator, buildSerializer }

/** Compiles a schema when a request first needs it: compilation is most of the start-up time. */
export const schemaController = {
  compilersFactory: {
    buildValidator: ((...schemas) => {
      const compile = buildValidator(...schemas)
      return (part) => lazyValidator(() => compile(part)) as Validate
    }) as BuildCompilerFromPool,
    buildSerializer: ((...schemas) => {
      const compile = buildSerializer(...schemas)
      return (part) => lazySerializer(() => compile(part))
    }) as typeof buildSerializer
  }
}
