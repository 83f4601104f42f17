import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { generatedFiles } from '../../openapi/generated-files.js'
import { build } from '../helper.js'

t.test('each checked-in file equals the generated one', async (t) => {
  for (const [path, content] of Object.entries(await generatedFiles())) {
    t.equal(readFileSync(path, 'utf8'), content, `${path}; run: npm run generate`)
  }
})

t.test('the schema of the settings accepts numbers as text, and rejects others', async (t) => {
  const ajv = new Ajv2020({ strict: false })
  const isValid = ajv.compile(JSON.parse(readFileSync('docs/settings.schema.json', 'utf8')))
  t.ok(isValid({ PORT: '3000', WORKERS: '2', NODE_ENV: 'production' }))
  t.ok(isValid({ PORT: 3000 }))
  t.notOk(isValid({ PORT: 'http' }))
  t.notOk(isValid({ PORT: 65_536 }))
  t.notOk(isValid({ NODE_ENV: 'live' }))
})

t.test('the requests for editors call existing routes, with names that are defined', async (t) => {
  const app = await build(t)
  const text = readFileSync('openapi/requests.http', 'utf8')
  const defined = [...text.matchAll(/^(?:@|# @name )(\w+)/gm)].map(([, name]) => name)
  for (const [, name] of text.matchAll(/\{\{(\w+)/g)) t.ok(defined.includes(name), `{{${name}}}`)
  const requests = [...text.matchAll(/^([A-Z]+) \{\{host\}\}(\S+)$/gm)]
  t.ok(requests.length > 40)
  for (const [, method, url] of requests) {
    const { statusCode, body } = await app.inject({ method: method as 'GET', url: url as string })
    t.notOk([405, 500].includes(statusCode) || /"code":"not-found"/.test(body), `${method} ${url}`)
  }
})
