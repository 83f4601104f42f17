/** Compiles a schema to a validator or a serializer. */
type Compile<Compiled> = (schema: unknown) => Compiled

/** A validator in Ajv's form: the errors of the last call are a member. */
interface Validate {
  (data: unknown): boolean | Promise<unknown>
  errors?: unknown
}

/**
 * Returns a compiler that compiles equal schemas once. The caller owns the cache, so that several
 * applications in one process can share the compiled schemas.
 *
 * @param key returns everything that the result depends on besides the schema
 */
export function memoise<Compiled>(
  cache: Map<string, Compiled>,
  key: () => string,
  compile: Compile<Compiled>
): Compile<Compiled> {
  return (schema) => {
    const name = `${key()} ${JSON.stringify(schema)}`
    const known = cache.get(name)
    if (known !== undefined) return known
    const compiled = compile(schema)
    cache.set(name, compiled)
    return compiled
  }
}

/** Returns a validator that compiles at its first call: most processes use few of their validators. */
export function lazyValidator(compile: () => Validate): Validate {
  let compiled: Validate | undefined
  const validate: Validate = (data) => {
    compiled ??= compile()
    const result = compiled(data)
    validate.errors = compiled.errors
    return result
  }
  return validate
}

/** Returns a serializer that compiles at its first call. */
export function lazySerializer<Data, Text>(compile: () => (data: Data) => Text) {
  let compiled: ((data: Data) => Text) | undefined
  return (data: Data): Text => {
    compiled ??= compile()
    return compiled(data)
  }
}

/** Returns a function that calls `make` once, and returns its value on every call. */
export function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined
  return () => {
    value ??= make()
    return value
  }
}
