import type { Static, TObject } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { SettingIssue } from './start-error.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** A number where one is wanted and written in decimal digits; else the text, for the schema to refuse. */
function readValue(text: string | undefined, type: string): string | number | undefined {
  const isNumeric = type === 'number' || type === 'integer'
  return isNumeric && text && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

/**
 * Reads the settings that a schema describes out of an environment. An empty variable counts as
 * missing. A variable with a prefix that the schema has to itself must be one it knows.
 *
 * @returns the settings with their defaults, and all that is wrong with them
 */
export function readSettings<Schema extends TObject>(
  schema: Schema,
  environment: Environment,
  ownPrefix: string
): { readonly settings: Static<Schema>; readonly issues: readonly SettingIssue[] } {
  const names = Object.keys(schema.properties)
  const given = Object.fromEntries(
    Object.entries(schema.properties)
      .map(([name, { type }]) => [name, readValue(environment[name], type)])
      .filter(([, value]) => value !== undefined && value !== '')
  )
  const settings = Value.Default(schema, given) as Static<Schema>
  const invalid = [...Value.Errors(schema, settings)].map(
    ({ path, message, schema: { anyOf } }) => ({
      variable: path.slice(1),
      message: anyOf
        ? `must be one of ${anyOf.map((literal: { const: string }) => literal.const).join(', ')}`
        : message
    })
  )
  const unknown = Object.keys(environment)
    .filter((name) => name.startsWith(ownPrefix) && !names.includes(name))
    .map((variable) => ({
      variable,
      message: `unknown; known: ${names.filter((name) => name.startsWith(ownPrefix)).join(', ')}`
    }))
  return { settings, issues: [...invalid, ...unknown] }
}
