import t from 'tap'
import { build } from '../helper.js'
import { collectRoutes } from '../http/collect-routes.js'

interface Operation {
  operationId: string
  summary: string
  tags: string[]
  security: object[]
  parameters?: { name: string; style?: string; explode?: boolean; schema: object }[]
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}

async function operations() {
  const app = await build(t)
  const document = (await app.inject('/openapi.json')).json()
  const all: [string, Operation][] = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(
      ([method, operation]): [string, Operation] => [`${method} ${path}`, operation]
    )
  )
  return { app, document, all }
}

const statuses = ({ responses }: Operation) => Object.keys(responses)

/** The documented codes of an operation for a status. */
function codes({ responses }: Operation, status: string): string[] {
  const schema = responses[status]?.content?.['application/problem+json']?.schema as
    | { allOf: [object, { properties: { code: { enum: string[] } } }] }
    | undefined
  return schema?.allOf[1].properties.code.enum ?? []
}

t.test('components have names, and none is called def-0', async (t) => {
  const { document } = await operations()
  const items = ['Film', 'Character', 'Planet', 'Species', 'Starship', 'Vehicle']
  const filters = ['Number', 'Text', 'Date', 'Range', 'List', 'Link', 'Links']
  t.same(
    Object.keys(document.components.schemas).sort(),
    [
      ...items.flatMap((item) => [item, `${item}List`, `Plain${item}`]),
      ...filters.map((kind) => `${kind}Filter`),
      'Account',
      'Introspection',
      'OAuthError',
      'Problem',
      'Readiness',
      'ServiceIndex',
      'Session',
      'SessionList',
      'Status',
      'Tokens',
      'User',
      'UserEvent',
      'UserEventList',
      'UserList'
    ].sort()
  )
  t.notMatch(JSON.stringify(document), /def-\d/)
  t.match(document.components.securitySchemes.jwt, {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT'
  })
})

t.test('no component has a name that is reserved in generators or in JavaScript', async (t) => {
  const { document } = await operations()
  const names = Object.keys(document.components.schemas)
  t.strictSame(new Set(names.map((name) => name.toLowerCase())).size, names.length)
  t.strictSame(
    names.filter((name) => name.toLowerCase() === 'index' || name in globalThis),
    []
  )
})

t.test('every operation has an id, a summary and a known tag', async (t) => {
  const { document, all } = await operations()
  const tags = document.tags.map(({ name }: { name: string }) => name)
  t.equal(new Set(all.map(([, { operationId }]) => operationId)).size, all.length)
  for (const [name, operation] of all) {
    t.ok(operation.summary, `${name} has a summary`)
    t.ok(
      operation.tags.every((tag) => tags.includes(tag)),
      `${name} has a known tag`
    )
  }
})

t.test('the security and the token errors follow from the declaration', async (t) => {
  const { all } = await operations()
  const { routes } = await collectRoutes(t)
  const nameOf = (method: string, url: string) =>
    `${method.toLowerCase()} ${url.replace(/:(\w+)(\([^)]*\))?/g, '{$1}')}`
  const publicOnes = routes
    .filter(({ config }) => config?.public)
    .flatMap(({ method, url }) => [method].flat().map((one) => nameOf(one, url)))
  t.ok(publicOnes.includes('post /users/v1/login') && publicOnes.includes('get /problems/{code}'))
  for (const [name, operation] of all) {
    const isSecured = !publicOnes.includes(name)
    // Clients authenticate with their own credentials on this route.
    const also = name === 'post /tokens/v1/introspect' ? [{ service: [] }] : []
    t.same(operation.security, isSecured ? [{ jwt: [] }, ...also] : [], name)
    const ofTokens = ['token-missing', 'token-invalid', 'token-expired']
    const documented = codes(operation, '401').filter((code) => ofTokens.includes(code))
    // The pages for mailed links are public, but report errors of their token.
    if (isSecured) t.same(documented, ofTokens, `${name} 401`)
    else t.notOk(documented.includes('token-missing'), `${name} 401`)
    const canBeUnavailable = name !== 'get /healthz'
    t.equal(statuses(operation).includes('503'), canBeUnavailable, `${name} 503`)
  }
})

t.test('a required role is documented', async (t) => {
  const app = await build(t, {
    before: (server) => {
      server.get('/chores', { config: { minimumRole: 'admin' } }, async () => 'done')
    }
  })
  const { get } = (await app.inject('/openapi.json')).json().paths['/chores']
  t.ok(codes(get, '401').includes('authorisation-required'))
  t.equal(get['x-minimum-role'], 'admin')
})

t.test('the problems of a handler are documented', async (t) => {
  const { all } = await operations()
  const film = Object.fromEntries(all)['get /films/v1/{film_id}'] as Operation
  t.same(codes(film, '404'), ['film-not-found', 'not-found'])
  t.same(codes(film, '406'), ['not-acceptable'])
  t.same(codes(film, '400'), ['validation-failed', 'url-invalid', 'request-malformed'])
  t.ok(statuses(film).includes('304'))
})

t.test('options are a deepObject parameter, fields a comma-separated list', async (t) => {
  const { all } = await operations()
  const { parameters } = Object.fromEntries(all)['get /films/v1/'] as Operation
  const byName = Object.fromEntries((parameters ?? []).map((one) => [one.name, one]))
  t.match(byName.options, { style: 'deepObject', explode: true, required: false })
  t.notHas(byName.options?.schema ?? {}, { style: 'deepObject' })
  t.match(byName.fields, { style: 'form', explode: false })
  t.match(byName.limit, { required: false, schema: { minimum: 1, maximum: 100, default: 100 } })
})

t.test('each filter member is a deepObject parameter, with an empty first example', async (t) => {
  const { all } = await operations()
  const { parameters } = Object.fromEntries(all)['get /characters/v1/'] as Operation
  const filters = (parameters ?? []).filter(({ name }) => name.startsWith('filter'))
  t.equal(filters.length, 15)
  for (const { name, ...filter } of filters) {
    t.match(name, /^filter\[\w+\]$/)
    t.match(filter, { style: 'deepObject', explode: true, required: false })
    t.strictSame(Object.keys(filter.schema), ['$ref'])
    const [first] = Object.values((filter as unknown as { examples: object }).examples)
    t.strictSame(first, { value: {} }, 'Swagger UI sends the first example')
  }
  const height = filters.find(({ name }) => name === 'filter[height_cm]')
  t.strictSame(height?.schema, { $ref: '#/components/schemas/NumberFilter' })
})

t.test('no component refers to itself', async (t) => {
  const { document } = await operations()
  const { schemas } = document.components
  const namesIn = (schema: unknown) =>
    [...JSON.stringify(schema).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name)
  const visit = (name: string | undefined, path: readonly unknown[]): void => {
    if (path.includes(name)) t.fail([...path, name].join(' → '))
    else for (const next of namesIn(schemas[String(name)])) visit(next, [...path, name])
  }
  for (const name of Object.keys(schemas)) visit(name, [])
})
