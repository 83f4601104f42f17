import t from 'tap'
import { bearer, build, listen, mint, sendRaw } from '../helper.js'
import { parseRaw } from './assert-problem.js'

const options = { env: { PUBLIC_URL: 'https://example.org/api/' } }

t.test('with a path in PUBLIC_URL every problem has it', async (t) => {
  const server = await build(t, options)
  const headers = bearer(mint())
  for (const [url, code, detail] of [
    ['/films/v1/99', 'film-not-found', /; see \/api\/films\/v1\/$/],
    ['/nothing', 'not-found', /; see \/api\/openapi\.json$/],
    ['/api/films/v1/', 'not-found', /./],
    ['/films/v1/%', 'url-invalid', /./]
  ] as const) {
    const problem = (await server.inject({ url, headers })).json()
    t.match(problem, { type: `/api/problems/${code}`, code, detail }, url)
  }
})

t.test('so has the problem of an unreadable request', async (t) => {
  const { port } = await listen(t, options)
  const { body } = parseRaw(await sendRaw(port, 'nonsense\r\n\r\n'))
  t.match(JSON.parse(body), { type: '/api/problems/request-malformed' })
})

t.test('so has the page of a problem', async (t) => {
  const { body } = await (await build(t, options)).inject('/problems/film-not-found')
  t.match(body, 'see https://example.org/api/films/v1/')
})

t.test('so has the OpenAPI document', async (t) => {
  const document = (await (await build(t, options)).inject('/openapi.json')).json()
  t.equal(document.servers[0].url, 'https://example.org/api')
  const { content } = document.paths['/films/v1/'].get.responses['401']
  const { examples } = content['application/problem+json']
  t.equal(examples['token-missing'].value.type, '/api/problems/token-missing')
})

t.test('Swagger UI finds its files', async (t) => {
  const server = await build(t, options)
  t.match((await server.inject('/ui')).body, 'src="/api/ui/static/swagger-ui-bundle.js"')
  t.match((await server.inject('/ui/')).body, 'src="./static/swagger-ui-bundle.js"')
  t.equal((await server.inject('/ui/static/index.html')).headers.location, '/api/ui/')
})

t.test('without PUBLIC_URL, too', async (t) => {
  const server = await build(t)
  t.match((await server.inject('/ui')).body, 'src="/ui/static/swagger-ui-bundle.js"')
  t.equal((await server.inject('/ui/static/index.html')).headers.location, '/ui/')
})
