import type { TSchema } from '@sinclair/typebox'
import { SettingsSchema } from '../schemas/settings.js'

/** A number may also be written as text, as in the environment. */
const inEnvironment = (schema: TSchema) =>
  schema.type === 'integer' || schema.type === 'number'
    ? { ...schema, type: [schema.type, 'string'], pattern: '^[0-9]+(\\.[0-9]+)?$' }
    : schema

/** Returns the JSON Schema of an object with the settings, for editors and for checks of manifests. */
export function settingsSchema(): string {
  const properties = Object.entries(SettingsSchema.properties).map(([name, schema]) => [
    name,
    inEnvironment(schema)
  ])
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The settings of starwars-api',
    type: 'object',
    properties: Object.fromEntries(properties)
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}
