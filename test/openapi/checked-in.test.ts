import { readFileSync } from 'node:fs'
import t from 'tap'
import { clientTypes } from '../../openapi/client-types.js'
import { answeredDocument } from '../../openapi/document.js'

t.test('the checked-in document equals the served one', async (t) => {
  const answered = await answeredDocument()
  t.equal(answered.json, readFileSync('openapi/openapi.json', 'utf8'), 'run: npm run generate')
  t.equal(answered.yaml, readFileSync('openapi/openapi.yaml', 'utf8'), 'run: npm run generate')
  const types = await clientTypes(answered.json)
  t.equal(types, readFileSync('client/schema.ts', 'utf8'), 'run: npm run generate')
})
