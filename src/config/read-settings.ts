import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { readerOf } from '../query/plain-values.js'
import type { SettingIssue } from './start-error.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** Returns in words what a schema allows; undefined where the words would be long. */
function allowedBy({
  type,
  minimum,
  exclusiveMinimum,
  maximum,
  anyOf
}: TSchema): string | undefined {
  if (anyOf) return `one of ${anyOf.map((literal: { const: string }) => literal.const).join(', ')}`
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}, in plain digits`
  if (type === 'number') {
    return `a number greater than ${exclusiveMinimum} and at most ${maximum}, in plain digits, for example 0.5`
  }
  return undefined
}

/**
 * Reads the settings that a schema describes from an environment. An empty variable counts as missing.
 * A variable that begins with `ownPrefix` must be in the schema.
 *
 * @returns the settings with their defaults, and all issues
 */
export function readSettings<Schema extends TObject>(
  schema: Schema,
  environment: Environment,
  ownPrefix: string
): { readonly settings: Static<Schema>; readonly issues: readonly SettingIssue[] } {
  const names = Object.keys(schema.properties)
  const given = Object.fromEntries(
    Object.entries(schema.properties)
      .map(([name, { type }]) => [name, environment[name], readerOf(type)] as const)
      .filter(([, text]) => text !== undefined && text !== '')
      .map(([name, text = '', read]) => [name, read ? read(text) : text])
  )
  const settings = Value.Default(schema, given) as Static<Schema>
  const invalid = [...Value.Errors(schema, settings)].map(({ path, message, schema }) => {
    const allowed = allowedBy(schema)
    return { variable: path.slice(1), message: allowed ? `must be ${allowed}` : message }
  })
  const unknown = Object.keys(environment)
    .filter((name) => name.startsWith(ownPrefix) && !names.includes(name))
    .map((variable) => ({
      variable,
      message: `unknown; allowed: ${names.filter((name) => name.startsWith(ownPrefix)).join(', ')}`
    }))
  return { settings, issues: [...invalid, ...unknown] }
}
