import { readFileSync, writeFileSync } from 'node:fs'
import { clientTypes } from './client-types.js'
import { answeredDocument } from './document.js'
import { withTables } from './reference-tables.js'

/** Writes the files generated from the code: the OpenAPI document, the types of the client, and the tables
 * of docs/reference.md. */
const { json, yaml } = await answeredDocument()
writeFileSync('openapi/openapi.json', json)
writeFileSync('openapi/openapi.yaml', yaml)
writeFileSync('client/schema.ts', await clientTypes(json))
const reference = readFileSync('docs/reference.md', 'utf8')
writeFileSync('docs/reference.md', withTables(reference, JSON.parse(json)))
