import { readFileSync } from 'node:fs'
import t from 'tap'
import { problem } from '../../src/problems/problem.js'
import { build } from '../helper.js'
import { assertProblem } from './assert-problem.js'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

for (const [publicUrl, base] of [
  ['', ''],
  ['https://api.example', 'https://api.example'],
  ['https://api.example/base//', 'https://api.example/base']
] as const) {
  t.test(`the index describes the service and links from "${publicUrl}"`, async (t) => {
    const server = await build(t, { env: { PUBLIC_URL: publicUrl } })
    t.strictSame((await server.inject('/')).json(), {
      name: 'starwars-api',
      version,
      description: 'A Star Wars catalogue for signed-in users',
      links: {
        films: `${base}/films/v1/`,
        characters: `${base}/characters/v1/`,
        planets: `${base}/planets/v1/`,
        species: `${base}/species/v1/`,
        starships: `${base}/starships/v1/`,
        vehicles: `${base}/vehicles/v1/`,
        ui: `${base}/ui/`,
        openapi: `${base}/openapi.json`,
        problems: `${base}/problems/`
      }
    })
  })
}

t.test('the links of the index exist', async (t) => {
  const server = await build(t)
  const { links } = (await server.inject('/')).json()
  for (const link of Object.values<string>(links)) {
    const { statusCode } = await server.inject(link)
    t.equal(statusCode, /\/v1\/$/.test(link) ? 401 : 200, link)
  }
})

t.test('healthz reports the process only', async (t) => {
  const server = await build(t)
  server.revocationSet.probe = async () => {
    throw problem('service-unavailable')
  }
  const answer = await server.inject('/healthz')
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), { status: 'ok' })
})

t.test('readyz reports the state of the set of revoked tokens', async (t) => {
  const server = await build(t)
  const answer = await server.inject('/readyz')
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), { status: 'ok' })

  server.revocationSet.probe = async () => {
    throw problem('service-unavailable', { detail: 'redis-unreachable: try later' })
  }
  const failed = await server.inject('/readyz')
  t.equal(
    assertProblem(t, failed, 'service-unavailable').detail,
    'redis-unreachable: try later',
    'the reason'
  )
  t.equal(failed.headers['retry-after'], '1')
})

t.test('readyz is 503 until all workers have started', async (t) => {
  const server = await build(t)
  let haveAllStarted = false
  server.worker = { number: 1, haveAllStarted: () => haveAllStarted, onScrape() {} }
  const early = assertProblem(t, await server.inject('/readyz'), 'service-unavailable')
  t.match(early.detail, /^workers-starting: /)
  t.equal((await server.inject('/healthz')).statusCode, 200)
  haveAllStarted = true
  t.equal((await server.inject('/readyz')).statusCode, 200)
})

t.test('the OpenAPI document is available as JSON and YAML', async (t) => {
  const server = await build(t)
  const json = await server.inject('/openapi.json')
  t.equal(json.headers['content-type'], 'application/json; charset=utf-8')
  t.match(json.json(), { openapi: /^3\.1\./, info: { title: 'starwars-api', version } })
  t.ok(json.json().paths['/films/v1/'])
  const yaml = await server.inject('/openapi.yaml')
  t.equal(yaml.headers['content-type'], 'application/yaml; charset=utf-8')
  t.match(yaml.body, /^openapi: "?3\.1\.\d"?\n/)
  t.match(yaml.body, '/films/v1/')
})

t.test('Swagger UI and its assets are served', async (t) => {
  const server = await build(t)
  const page = await server.inject('/ui/')
  t.match(page.headers['content-type'], 'text/html')
  const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url as string)
  t.ok(assets.length >= 4)
  for (const asset of assets) {
    const url = new URL(asset, 'http://x/ui/').pathname
    t.equal((await server.inject(url)).statusCode, 200, url)
  }
})
