/** Compiles a schema to a validator or a serializer. */
type Compile<Compiled> = (schema: unknown) => Compiled

/** A validator as Ajv makes it: the errors of the last call are a member. */
interface Validate {
  (data: unknown): boolean | Promise<unknown>
  errors?: unknown
}

/**
 * Returns a compiler that compiles equal schemas once. The cache belongs to the caller: one for a
 * process lets several applications share what is expensive.
 *
 * @param key what the result depends on besides the schema
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

/** A validator that is compiled at its first call: most starts need few of them. */
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

/** The same for a serializer. */
export function lazySerializer<Data, Text>(compile: () => (data: Data) => Text) {
  let compiled: ((data: Data) => Text) | undefined
  return (data: Data): Text => {
    compiled ??= compile()
    return compiled(data)
  }
}

/** Returns a function that calls another one once, and returns its value ever after. */
export function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined
  return () => {
    value ??= make()
    return value
  }
}
