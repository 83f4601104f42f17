import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import type { TSchema } from '@sinclair/typebox'
import type { FastifyServerOptions } from 'fastify'
import { isEmail } from '../../src/accounts/email.js'
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
  onCreate: (instance) => void instance.addFormat('email', isEmail)
}

/** Keeps one compiler for all scopes that have the same shared schemas. */
const compile = AjvCompiler()

/** Of a request, the parts that are text; a body says itself what is a number. */
const textParts = ['querystring', 'params']

const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  const build = compile(externalSchemas, options)
  return (part) => {
    // Fastify hands over a route's part, of which its types know the schema alone.
    const { schema, httpPart } = part as { schema: TSchema; httpPart: string }
    const validate = build(part)
    const read = textParts.includes(httpPart) ? createTextReader(schema) : undefined
    if (read === undefined) return validate
    const readAndValidate = (values: Record<string, unknown>) => {
      read(values)
      const isValid = validate(values)
      if (!isValid) readAndValidate.errors = validate.errors
      return isValid
    }
    readAndValidate.errors = validate.errors
    return readAndValidate as typeof validate
  }
}

export const schemaController = { compilersFactory: { buildValidator } }
