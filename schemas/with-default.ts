import { type IntegerOptions, Type } from '@sinclair/typebox'

/**
 * An integer whose default validation fills in: it is optional in the OpenAPI document, and always
 * present in the type.
 */
export function withDefault(options: IntegerOptions & { readonly default: number }) {
  return Type.Unsafe<number>(Type.Optional(Type.Integer(options)))
}
