import { type TProperties, type TSchema, Type } from '@sinclair/typebox'

export const closed = { additionalProperties: false } as const

const idMember = (example: number) =>
  Type.Integer({
    minimum: 1,
    description: 'The id of the record, as in its URL',
    examples: [example]
  })

export const text = (description: string, ...examples: string[]) =>
  Type.String({ minLength: 1, description, examples })

/** Makes a member nullable: unknown or not applicable. The description moves to the union. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  const { description, examples, ...bare } = schema
  return Type.Union([bare as Schema, Type.Null()], {
    ...(description && {
      description: `${description}; null if unknown or not applicable`
    }),
    ...(examples && { examples })
  })
}

export const texts = (description: string, ...examples: string[][]) =>
  Type.Array(Type.String({ minLength: 1 }), { description, examples })

export const range = (description: string, ...examples: { min: number; max: number }[]) =>
  Type.Object(
    {
      min: Type.Integer({ minimum: 0, description: 'The minimum' }),
      max: Type.Integer({
        minimum: 0,
        description: 'The maximum; equal to `min` for a single number'
      })
    },
    { ...closed, description, examples }
  )

export const ids = (description: string) =>
  Type.Array(Type.Integer({ minimum: 1 }), { description })

/**
 * Returns the schema of a record under `data/`: an id, its facts and stored relations, and the text of
 * each column as published.
 *
 * @param exampleId the record in the document's examples; not every resource has a record 1
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
        Type.String({ description: `The text of the column ${column} as published` })
      ])
    ),
    { ...closed, description: 'The text of each column as published, including its errors' }
  )
  return Type.Object({ id: idMember(exampleId), ...facts, raw: Type.Unsafe<Raw>(raw) }, closed)
}
