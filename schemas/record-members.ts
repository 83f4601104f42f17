import { type TProperties, type TSchema, Type } from '@sinclair/typebox'

export const closed = { additionalProperties: false } as const

const idMember = (example: number) =>
  Type.Integer({
    minimum: 1,
    description: 'The number everyone knows it by',
    examples: [example]
  })

export const text = (description: string, ...examples: string[]) =>
  Type.String({ minLength: 1, description, examples })

/** A member that may be unknown or not apply. The description moves to where both are seen. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  const { description, examples, ...bare } = schema
  return Type.Union([bare as Schema, Type.Null()], {
    ...(description && {
      description: `${description}; null where it is unknown or does not apply`
    }),
    ...(examples && { examples })
  })
}

export const texts = (description: string, ...examples: string[][]) =>
  Type.Array(Type.String({ minLength: 1 }), { description, examples })

export const range = (description: string, ...examples: { min: number; max: number }[]) =>
  Type.Object(
    {
      min: Type.Integer({ minimum: 0, description: 'The least' }),
      max: Type.Integer({ minimum: 0, description: 'The most; the same where it is one number' })
    },
    { ...closed, description, examples }
  )

export const ids = (description: string) =>
  Type.Array(Type.Integer({ minimum: 1 }), { description })

/**
 * A record as it lies under `data/`: a name, its facts, the relations that are stored with it, and
 * the text of each column as it was published.
 *
 * @param exampleId the record that the document's examples tell of; not everywhere is there a 1
 */
export function recordOf<Facts extends TProperties, Column extends string>(
  facts: Facts,
  columns: readonly Column[],
  exampleId: number
) {
  type Raw = { readonly [Name in Column]: string }
  const raw = Type.Object(
    Object.fromEntries(
      columns.map((column) => [
        column,
        Type.String({ description: `The column ${column} as it was published` })
      ])
    ),
    { ...closed, description: 'The text as it was published, slips included, by column' }
  )
  return Type.Object({ id: idMember(exampleId), ...facts, raw: Type.Unsafe<Raw>(raw) }, closed)
}
