import type { Static, TObject } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { SettingIssue } from './start-error.js'

export type Environment = Readonly<Record<string, string | undefined>>

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
    names.map((name) => [name, environment[name]]).filter(([, value]) => value)
  )
  const settings = Value.Convert(schema, Value.Default(schema, given)) as Static<Schema>
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
