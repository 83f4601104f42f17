import { readFileSync, writeFileSync } from 'node:fs'
import { answeredDocument } from './document.js'
import { withTables } from './readme-tables.js'

/** Writes what is made from the code: the OpenAPI document and the README's tables. */
const { json, yaml } = await answeredDocument()
writeFileSync('openapi/openapi.json', json)
writeFileSync('openapi/openapi.yaml', yaml)
const readme = readFileSync('README.md', 'utf8')
const results = readFileSync('tools/bench/results.md', 'utf8')
writeFileSync('README.md', withTables(readme, JSON.parse(json), results))
