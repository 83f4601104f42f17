import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { asker } from '../films/ask.js'
import { assertProblem } from '../http/assert-problem.js'
import { names } from './records.js'
import { type Item, membersOf, targetOf } from './reference.js'

const ask = await asker(t)
const spelt = (value: unknown) => JSON.stringify(value)
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true })
addFormats.default(ajv)
for (const name of names) ajv.addSchema((await ask(`/${name}/v1/schema`)).json())

for (const name of names) {
  t.test(`the schema of ${name} describes and validates them`, async (t) => {
    const answer = await ask(`/${name}/v1/schema`)
    t.equal(answer.statusCode, 200)
    t.equal(answer.headers['content-type'], 'application/schema+json; charset=utf-8')
    const schema = answer.json()
    t.equal(schema.$id, `/${name}/v1/schema`)
    for (const [member, { description }] of Object.entries<{ description?: string }>(
      schema.properties
    )) {
      t.ok(description, member)
    }

    const validate = ajv.getSchema(`/${name}/v1/schema`)
    const relations = membersOf(name).filter((member) => targetOf(name, member))
    const all = [...membersOf(name), 'url', 'raw']
    t.strictSame(Object.keys(schema.properties).sort(), all.sort())
    for (const query of ['', `?fields=${all}`, `?expand=${relations}`, '?fields=id']) {
      for (const item of (await ask(`/${name}/v1/${query}`)).json().results) {
        t.ok(validate?.(item), `${query} ${item.id}: ${ajv.errorsText(validate?.errors)}`)
      }
    }
    t.notOk(validate?.({ id: 'one' }))
    t.notOk(validate?.({ rating: 5 }))
  })
}

for (const name of names) {
  t.test(`the examples in the schema of ${name} are existing values`, async (t) => {
    const { properties } = (await ask(`/${name}/v1/schema`)).json()
    const { results } = (await ask(`/${name}/v1/?fields=${membersOf(name)}`)).json()
    for (const member of membersOf(name)) {
      const known = new Set(results.flatMap((item: Item) => item[member]).map(spelt))
      const { examples = [] } = properties[member]
      for (const value of examples.flat()) t.ok(known.has(spelt(value)), `${member}: ${value}`)
    }
  })
}

t.test('the example ids in the document exist', async (t) => {
  const { paths } = (await ask('/openapi.json')).json()
  for (const name of names) {
    const [path] = Object.keys(paths).filter((path) => path.startsWith(`/${name}/v1/{`))
    const { parameters } = paths[path as string].get
    const { example } = parameters.find((each: { in: string }) => each.in === 'path')
    t.equal((await ask(`/${name}/v1/${example}`)).statusCode, 200, name)
  }
})

t.test('the schema has a validator, and is plain JSON on request', async (t) => {
  const { headers } = await ask('/films/v1/schema')
  t.equal(
    (await ask('/films/v1/schema', { 'if-none-match': String(headers.etag) })).statusCode,
    304
  )
  const json = await ask('/films/v1/schema', { accept: 'application/json' })
  t.equal(json.headers['content-type'], 'application/json; charset=utf-8')
  assertProblem(t, await ask('/films/v1/schema', { accept: 'text/csv' }), 'not-acceptable')
})

t.test('the schema route rejects parameters', async (t) => {
  for (const query of ['fields=title', 'limit=1', '__proto__=x', 'options[raw]=true']) {
    const problem = assertProblem(t, await ask(`/films/v1/schema?${query}`), 'validation-failed')
    t.match(problem.errors, [{ path: /^\w+/, message: 'unknown; allowed: none' }])
  }
  t.equal((await ask('/films/v1/schema?')).statusCode, 200)
})

t.test('references begin with PUBLIC_URL', async (t) => {
  const askThere = await asker(t, { PUBLIC_URL: 'https://api.example/base' })
  const { $id, properties } = (await askThere('/characters/v1/schema')).json()
  t.equal($id, 'https://api.example/base/characters/v1/schema')
  t.match(JSON.stringify(properties.homeworld), 'https://api.example/base/planets/v1/schema')
})
