import AjvCompiler, { type BuildCompilerFromPool, type Options } from '@fastify/ajv-compiler'
import type { FastifyServerOptions } from 'fastify'
import { isEmail } from '../../src/accounts/email.js'

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

/** Keeps one compiler for all scopes that have the same shared schemas. */
const compile = AjvCompiler()

/** A query and a path are text, in which a number must be looked for; a body says what it means. */
const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  const { customOptions } = options as { readonly customOptions: Options }
  const exact = { ...ajv, customOptions: { ...customOptions, coerceTypes: false } }
  const [ofText, ofBody] = [compile(externalSchemas, options), compile(externalSchemas, exact)]
  // Fastify hands over a route's part, of which its types know the schema alone.
  return (part) => ((part as { httpPart?: string }).httpPart === 'body' ? ofBody : ofText)(part)
}

export const schemaController = { compilersFactory: { buildValidator } }
