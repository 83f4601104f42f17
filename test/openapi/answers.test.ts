import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { bearer, build, mint } from '../helper.js'

/** One answer of each kind, held against what the document says of it. */
const rows: [method: 'GET' | 'POST', url: string, path: string, status: number, token: boolean][] =
  [
    ['GET', '/', '/', 200, false],
    ['GET', '/healthz', '/healthz', 200, false],
    ['GET', '/readyz', '/readyz', 200, false],
    ['GET', '/films/v1/', '/films/v1/', 200, true],
    ['GET', '/films/v1/?options[species]=true&limit=2&offset=2', '/films/v1/', 200, true],
    ['GET', '/films/v1/?fields=title', '/films/v1/', 200, true],
    ['GET', '/films/v1/?fields=nothing', '/films/v1/', 400, true],
    ['GET', '/films/v1/', '/films/v1/', 401, false],
    ['GET', '/films/v1/1?options[characters]=true', '/films/v1/{film_id}', 200, true],
    ['GET', '/films/v1/?expand=characters,planets', '/films/v1/', 200, true],
    [
      'GET',
      '/characters/v1/?options[attributes]=true&expand=homeworld',
      '/characters/v1/',
      200,
      true
    ],
    ['GET', '/planets/v1/?options[raw]=true&expand=residents', '/planets/v1/', 200, true],
    ['GET', '/species/v1/?expand=people,homeworld', '/species/v1/', 200, true],
    ['GET', '/starships/v1/?options[pilots]=true', '/starships/v1/', 200, true],
    ['GET', '/vehicles/v1/?expand=films', '/vehicles/v1/', 200, true],
    ['GET', '/characters/v1/1', '/characters/v1/{character_id}', 200, true],
    ['GET', '/characters/v1/17', '/characters/v1/{character_id}', 404, true],
    ['GET', '/planets/v1/schema', '/planets/v1/schema', 200, true],
    ['GET', '/films/v1/7', '/films/v1/{film_id}', 404, true],
    ['POST', '/users/v1/logout', '/users/v1/logout', 200, true],
    ['POST', '/users/v1/logout', '/users/v1/logout', 401, false],
    ['GET', '/problems/nothing', '/problems/{code}', 404, false]
  ]

t.test('answers fit the document', async (t) => {
  const app = await build(t)
  const document = (await app.inject('/openapi.json')).json()
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'document')

  for (const [method, url, path, status, token] of rows) {
    const headers = token ? bearer(mint()) : {}
    const answer = await app.inject({ method, url, headers })
    t.equal(answer.statusCode, status, `${method} ${url}`)
    const { responses } = document.paths[path][method.toLowerCase()]
    const mediaType = String(answer.headers['content-type']).split(';')[0] as string
    const place = [
      'paths',
      path,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      mediaType,
      'schema'
    ]
    t.ok(responses[status]?.content?.[mediaType], `${method} ${url} ${status} is documented`)
    const pointer = place.map((part) =>
      encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))
    )
    const validate = ajv.compile({ $ref: `document#/${pointer.join('/')}` })
    t.ok(validate(answer.json()), `${method} ${url} ${status}: ${ajv.errorsText(validate.errors)}`)
  }
})
