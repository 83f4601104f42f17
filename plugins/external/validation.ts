import AjvCompiler, { type BuildCompilerFromPool, type Options } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'
import { isEmail } from '../../src/accounts/email.js'
import { lazySerializer, lazyValidator, memoise } from '../../src/cache/lazy-compilers.js'

/** What the schemas of requests are compiled with. */
export const ajv: NonNullable<FastifyServerOptions['ajv']> = {
  customOptions: {
    allErrors: true,
    coerceTypes: true,
    removeAdditional: false,
    // Else `limit=1e999` is coerced to Infinity, to which no bound applies.
    strictNumbers: false,
    verbose: true,
    allowUnionTypes: true,
    // All three cost more at start than they ever save; the schemas are checked by the compiler.
    code: { optimize: false },
    inlineRefs: false,
    validateSchema: false,
    keywords: ['style', 'explode']
  },
  onCreate: (instance) => void instance.addFormat('email', isEmail)
}

/** A route's part, of which Fastify's types name the schema alone. */
interface Part {
  readonly schema: unknown
  readonly httpPart?: string
}

const compileValidators = AjvCompiler()
const compileSerializers = SerializerSelector()

type Validate = ReturnType<ReturnType<typeof compileValidators>>
type Serialize = ReturnType<ReturnType<typeof compileSerializers>>

/** Of the process: the same for each application in it. */
const validators = new Map<string, Validate>()
const serializers = new Map<string, Serialize>()

/** Calls a function once. */
function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined
  return () => {
    value ??= make()
    return value
  }
}

/** A query and a path are text, in which a number must be looked for; a body says what it means. */
const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  const { customOptions } = options as { readonly customOptions: Options }
  const exact = { ...ajv, customOptions: { ...customOptions, coerceTypes: false } }
  const shared = once(() => JSON.stringify(externalSchemas))
  const compilerOf = (name: string, ajvOptions: typeof options) => {
    const compile = once(() => compileValidators(externalSchemas, ajvOptions))
    return memoise(
      validators,
      () => `${name} ${shared()}`,
      (schema) => compile()({ schema } as never)
    )
  }
  const [ofText, ofBody] = [compilerOf('text', options), compilerOf('body', exact)]
  return (part) => {
    const { schema, httpPart } = part as unknown as Part
    return (httpPart === 'body' ? ofBody : ofText)(schema)
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
