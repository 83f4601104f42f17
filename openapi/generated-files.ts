import { readFileSync } from 'node:fs'
import { clientTypes } from './client-types.js'
import { answeredDocument } from './document.js'
import { withTables } from './reference-tables.js'
import { requestsHttp } from './requests-http.js'
import { settingsSchema } from './settings-schema.js'

/** Returns the content of each file that is generated from the code, by its path. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const { json, yaml } = await answeredDocument()
  const document = JSON.parse(json)
  const reference = readFileSync('docs/reference.md', 'utf8')
  return {
    'openapi/openapi.json': json,
    'openapi/openapi.yaml': yaml,
    'openapi/requests.http': requestsHttp(document),
    'client/schema.ts': await clientTypes(json),
    'docs/reference.md': withTables(reference, document),
    'docs/settings.schema.json': settingsSchema()
  }
}
