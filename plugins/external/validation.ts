import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { TSchema } from '@sinclair/typebox'
import type { FastifyServerOptions } from 'fastify'
import { isEmail } from '../../src/accounts/email.js'
import { lazySerializer, lazyValidator, memoise, once } from '../../src/cache/lazy-compilers.js'
import { createTextReader } from '../../src/query/plain-values.js'

/** What the schemas of requests are compiled with. */
export const ajv: NonNullable<FastifyServerOptions['ajv']> = {
  customOptions: {
    allErrors: true,
    // Ajv would read `0x10`, `1e1` and ` 5` as numbers.
    coerceTypes: false,
    removeAdditional: false,
    // A number of 400 digits is Infinity, of which the bounds say what is allowed.
    strictNumbers: false,
    verbose: true,
    allowUnionTypes: true,
    // All three cost more at start than they ever save; the schemas are checked by the compiler.
    code: { optimize: false },
    inlineRefs: false,
    validateSchema: false,
    keywords: ['style', 'explode', 'operators']
  },
  onCreate: (instance) => void instance.addFormat('idn-email', isEmail)
}

/** A route's part, of which Fastify's types name the schema alone. */
interface Part {
  readonly schema: TSchema
  readonly httpPart?: string
}

const compileValidators = AjvCompiler()
const compileSerializers = SerializerSelector()

type Validate = ReturnType<ReturnType<typeof compileValidators>>
type Serialize = ReturnType<ReturnType<typeof compileSerializers>>

/** Of the process: the same for each application in it. */
const validators = new Map<string, Validate>()
const serializers = new Map<string, Serialize>()

/** Of a request, the parts that are text; a body says itself what is a number. */
const textParts = ['querystring', 'params']

/** Reads the numbers and booleans of a text part before it is validated. */
function readFirst({ schema, httpPart = '' }: Part, validate: Validate): Validate {
  const read = textParts.includes(httpPart) ? createTextReader(schema) : undefined
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

const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  const compile = once(() => compileValidators(externalSchemas, options))
  const ofSchema = memoise(
    validators,
    once(() => JSON.stringify(externalSchemas)),
    (schema) => compile()({ schema } as never)
  )
  return (part) => {
    const { schema } = part as unknown as Part
    return readFirst(part as unknown as Part, ofSchema(schema))
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

/** Compiles every schema at the start, as a test does: a bad one throws. */
export const eagerCompilers = { buildValidator, buildSerializer }

/** Compiles a schema when a request first needs it: that is most of the time of a start. */
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
