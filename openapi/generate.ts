import { readFileSync, writeFileSync } from 'node:fs'
import { answeredDocument } from './document.js'
import { withTables } from './reference-tables.js'

/** Writes the files generated from the code: the OpenAPI document and the tables of docs/reference.md. */
const { json, yaml } = await answeredDocument()
writeFileSync('openapi/openapi.json', json)
writeFileSync('openapi/openapi.yaml', yaml)
const reference = readFileSync('docs/reference.md', 'utf8')
writeFileSync('docs/reference.md', withTables(reference, JSON.parse(json)))
