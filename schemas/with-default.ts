import { type IntegerOptions, Type } from '@sinclair/typebox'

/**
 * An integer that validation fills in where it is missing: the document calls it optional, the
 * type has it always.
 */
export function withDefault(options: IntegerOptions & { readonly default: number }) {
  return Type.Unsafe<number>(Type.Optional(Type.Integer(options)))
}
