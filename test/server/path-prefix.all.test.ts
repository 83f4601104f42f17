import t from 'tap'
import { adminOf } from '../accounts/admin/admins.js'
import { password } from '../accounts/flows.js'
import { bearer } from '../helper.js'
import { readOutbox } from '../mail/read-outbox.js'
import { until } from '../until.js'
import { startUnderPath } from './under-path.js'

/** Returns all strings of a JSON value. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(stringsOf)
}

/** Returns the URLs and paths in a text. */
const urlsIn = (text: string) =>
  text.match(/(?<![^\s"'(])(?:https?:\/\/|\/[a-z])[^\s"'<>;]*/g) ?? []

interface Links {
  /** To be followed. */
  readonly pages: readonly string[]
  /** Only their beginning matters: a form may not be sent without its fields. */
  readonly forms: readonly string[]
}

function linksOf(type: string, body: string): Links {
  if (type.startsWith('text/html')) {
    const attributes = [...body.matchAll(/\b(href|src|action)="([^"]*)"/g)]
      .map(([, name, value]) => [name, String(value).replaceAll('&amp;', '&')] as const)
      .filter(([, value]) => !value.startsWith('data:'))
    const select = (isForm: boolean) =>
      attributes.filter(([name]) => (name === 'action') === isForm).map(([, value]) => value)
    return { pages: select(false), forms: select(true) }
  }
  if (!/^application\/(.*\+)?json/.test(type)) return { pages: [], forms: [] }
  const value = JSON.parse(body)
  // Paths in the document are relative to its servers, and its examples are no links.
  const strings = stringsOf('openapi' in value ? value.servers : value)
  return { pages: strings.flatMap(urlsIn), forms: [] }
}

t.test('under a path every link that the service prints works', async (t) => {
  const { nginx, base, server, dataDirectory } = await startUnderPath(t)
  const { token } = await adminOf(server)
  const post = (path: string, body: object) =>
    fetch(`${base}/users/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
  const email = 'rey@example.org'
  t.equal((await post('signup', { email, password })).status, 202)
  const [verification] = await waitForMails(1)
  t.equal((await fetch(String(verification?.link), { redirect: 'manual' })).status, 200)
  const form = new URLSearchParams({ token: String(verification?.link?.searchParams.get('token')) })
  const action = new URL('?', String(verification?.link))
  t.equal((await fetch(action, { method: 'POST', body: form })).status, 200)
  t.equal((await post('password_forgotten', { email })).status, 202)
  const mails = await waitForMails(2)

  async function waitForMails(count: number) {
    await until(async () => (await readOutbox(dataDirectory)).length === count)
    return readOutbox(dataDirectory)
  }

  const options = ['characters', 'films', 'planets', 'species', 'starships', 'vehicles']
  const all = options.map((name) => `options[${name}]=true`).join('&')
  const queue = [
    ...['', '/', '/ui', '/ui/', '/ui/static/index.html', '/users/v1/?limit=1', '/users/v1/me'],
    ...[
      '/users/v1/me/sessions',
      '/nothing',
      '/films/v1/99',
      '/films/v1/?limit=2',
      '/users/v1/events?limit=1'
    ],
    `/films/v1/?${all.replace('options[films]=true&', '')}`
  ].map((path) => base + path)
  queue.push(String(mails[1]?.link))
  const visited = new Set<string>()

  function check(link: string, page: string): string {
    const { href } = new URL(link, page)
    const url = href.split('#', 1)[0] as string
    t.ok(url === base || url.startsWith(`${base}/`), `${link} on ${page} leaves the path`)
    return url
  }

  for (let url = queue.pop(); url !== undefined; url = queue.pop()) {
    if (visited.has(url)) continue
    visited.add(url)
    const answer = await fetch(url, { headers: bearer(token), redirect: 'manual' })
    const isMissing = /\/(nothing|99)$/.test(url)
    if (isMissing) t.equal(answer.status, 404, url)
    else if (answer.status >= 400) t.fail(`${answer.status} of ${url}`)
    const { pages, forms } = linksOf(answer.headers.get('content-type') ?? '', await answer.text())
    const location = answer.headers.get('location')
    for (const link of [...pages, ...(location === null ? [] : [location])]) {
      queue.push(check(link, url))
    }
    for (const link of forms) check(link, url)
  }
  t.ok(visited.size > 150, `${visited.size} pages`)
  for (const kind of ['/ui/static/', '/problems/', '/vehicles/v1/', '?token=', 'after=']) {
    t.ok(
      [...visited].some((url) => url.includes(kind)),
      kind
    )
  }
  t.notMatch(nginx.log(), /error/)
})

t.test('a request that still has the path is not found', async (t) => {
  const { direct, base } = await startUnderPath(t)
  for (const url of [`${direct}/starwars/films/v1/`, `${base}/starwars/films/v1/`]) {
    const answer = await fetch(url)
    t.equal(answer.status, 404)
    t.match(await answer.json(), { code: 'not-found', type: '/starwars/problems/not-found' })
  }
})
