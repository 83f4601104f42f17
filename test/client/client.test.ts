import t, { type Test } from 'tap'
import { createStarWarsClient, type Pair } from '../../client/index.js'
import { createUser } from '../accounts/actors.js'
import { password, rey, start } from '../accounts/flows.js'
import { noon } from '../helper.js'
import { until } from '../until.js'

const hour = 3600
const credentials = { email: rey, password }

/** A client whose requests are injected into an application with an account. */
async function startClient(t: Test) {
  const time = { now: noon }
  const flows = await start(t, { clock: () => time.now })
  await flows.makeAccount()
  const sent: string[] = []
  const pairs: (Pair | null)[] = []
  const answers: ((path: string) => Response | undefined)[] = []
  const options = {
    baseUrl: 'http://service.test/',
    onPair: (pair: Pair | null) => void pairs.push(pair),
    async fetch(request: Request): Promise<Response> {
      const { pathname, search } = new URL(request.url)
      sent.push(`${request.method} ${pathname}${search}`)
      const made = answers.map((answer) => answer(pathname)).find(Boolean)
      if (made) return made
      const { statusCode, headers, rawPayload } = await flows.server.inject({
        method: request.method as 'GET',
        url: `${pathname}${search}`,
        headers: Object.fromEntries(request.headers),
        payload: Buffer.from(await request.arrayBuffer())
      })
      return new Response(rawPayload, {
        status: statusCode,
        headers: headers as Record<string, string>
      })
    }
  }
  const client = createStarWarsClient(options)
  return { client, options, time, sent, pairs, answers, flows }
}

/** Holds the answer to each refresh back. */
function holdRefresh(answers: ((path: string) => Response | undefined)[]) {
  let answerLate: ((response: Response) => void) | undefined
  answers.push((path) => {
    if (!path.endsWith('/generate_tokens')) return undefined
    return new Promise((resolve) => {
      answerLate = resolve
    }) as unknown as Response
  })
  return {
    isUnderWay: () => answerLate !== undefined,
    answer: (pair: Pair) => answerLate?.(Response.json(pair))
  }
}

const refreshes = (sent: readonly string[]) =>
  sent.filter((line) => line.endsWith('/generate_tokens')).length

t.test('logs in, reads, and logs out', async (t) => {
  const { client, sent, pairs } = await startClient(t)
  t.match(await client.GET('/films/v1/'), { error: { code: 'token-missing' } })
  t.match(await client.logIn({ ...credentials, password: 'wrong' }), {
    error: { code: 'credentials-invalid' }
  })
  t.equal(client.pair, null)
  t.match(await client.logIn(credentials), { data: { email: rey } })
  t.equal(typeof client.pair?.token, 'string')
  sent.length = 0
  const { data } = await client.GET('/characters/v1/', {
    params: { query: { 'filter[height_cm]': { gte: 200 }, fields: ['name'], limit: 1 } }
  })
  t.match(data, { results: [{}], count: 11 })
  t.strictSame(sent, ['GET /characters/v1/?filter[height_cm][gte]=200&fields=name&limit=1'])
  t.match(await client.logOut(), { data: { status: 'ok' } })
  t.equal(client.pair, null)
  t.strictSame(pairs.map(Boolean), [true, false])
  t.match(await client.logOut(), { error: { code: 'token-missing' } })
})

t.test('refreshes once for fifty requests, and sends them again, with their bodies', async (t) => {
  const { client, sent, time } = await startClient(t)
  await client.logIn(credentials)
  const before = client.pair
  time.now += 10 * hour
  const body = { email: 'new@example.org', password }
  const [changed, ...films] = await Promise.all([
    client.POST('/users/v1/me/email', { body }),
    ...Array.from({ length: 50 }, () => client.GET('/films/v1/'))
  ])
  t.match(changed, { data: { status: 'ok' } })
  for (const film of films) t.equal(film.data?.count, 6)
  t.equal(refreshes(sent), 1)
  t.not(client.pair?.token, before?.token)
})

t.test('a request that was sent before a refresh does not refresh again', async (t) => {
  const { client, answers, sent, time } = await startClient(t)
  await client.logIn(credentials)
  time.now += 10 * hour
  let answerLate: (response: Response) => void = () => {}
  let held: Promise<Response> | undefined
  answers.push((path) => {
    if (path !== '/planets/v1/' || held) return undefined
    held = new Promise((resolve) => {
      answerLate = resolve
    })
    return held as unknown as Response
  })
  const late = client.GET('/planets/v1/')
  await client.GET('/films/v1/')
  const expired = { status: 401, headers: { 'content-type': 'application/problem+json' } }
  answerLate(new Response('{"code":"token-expired"}', expired))
  t.equal((await late).response.status, 200)
  t.equal(refreshes(sent), 1)
})

t.test('an answer that arrives after the logout starts no refresh', async (t) => {
  const { client, answers, sent } = await startClient(t)
  await client.logIn(credentials)
  const expired = { status: 401, headers: { 'content-type': 'application/problem+json' } }
  let answerLate: (response: Response) => void = () => {}
  answers.push((path) =>
    path === '/planets/v1/'
      ? (new Promise((resolve) => {
          answerLate = resolve
        }) as unknown as Response)
      : undefined
  )
  const late = client.GET('/planets/v1/')
  await client.logOut()
  answerLate(new Response('{"code":"token-expired"}', expired))
  t.match(await late, { error: { code: 'token-expired' }, response: { status: 401 } })
  t.equal(refreshes(sent), 0)
})

t.test('a revoked token is not refreshed', async (t) => {
  const { client, sent, flows } = await startClient(t)
  await client.logIn(credentials)
  await flows.post('logout', undefined, client.pair?.token)
  t.match(await client.GET('/films/v1/'), { error: { code: 'token-invalid' } })
  t.equal(refreshes(sent), 0)
  t.match(await client.logOut(), { error: { code: 'token-invalid' } })
  t.equal(client.pair, null, 'signed out')
})

t.test('signs out when the session has ended', async (t) => {
  const { client, pairs, time } = await startClient(t)
  await client.logIn(credentials)
  time.now += 24 * hour
  const { error, response } = await client.GET('/films/v1/')
  t.match(error, { code: 'token-expired' })
  t.equal(response.status, 401)
  t.equal(client.pair, null)
  t.equal(pairs.at(-1), null)
})

t.test('keeps the session while the service cannot refresh', async (t) => {
  const { client, options, answers, time } = await startClient(t)
  await client.logIn(credentials)
  time.now += 10 * hour
  let isDown = true
  answers.push((path) => {
    if (!isDown || !path.endsWith('/generate_tokens')) return undefined
    const headers = { 'content-type': 'application/problem+json' }
    return new Response('{"code":"service-unavailable"}', { status: 503, headers })
  })
  t.match(await client.GET('/films/v1/'), {
    error: { code: 'service-unavailable' },
    response: { status: 503 }
  })
  t.ok(client.pair)
  isDown = false
  // Another client continues the session, for example after a reload of the page.
  const next = createStarWarsClient({ ...options, pair: client.pair })
  t.equal((await next.GET('/films/v1/')).data?.count, 6)
})

t.test('logs out with an expired access token, and ends other sessions', async (t) => {
  const { client, options, time } = await startClient(t)
  await client.logIn(credentials)
  t.match(await client.logOut('others'), { data: { status: 'ok' } })
  t.ok(client.pair, 'this session continues')
  time.now += 10 * hour
  t.match(await client.logOut('all'), { data: { status: 'ok' } })
  t.equal(client.pair, null)
  const { fetch: _, ...withoutFetch } = options
  await t.rejects(createStarWarsClient(withoutFetch).GET('/films/v1/'), TypeError)
})

t.test('sends no token to another address', async (t) => {
  const { client, options } = await startClient(t)
  await client.logIn(credentials)
  const seen: (string | null)[] = []
  const elsewhere = createStarWarsClient({
    ...options,
    pair: client.pair,
    async fetch(request) {
      seen.push(request.headers.get('authorization'))
      return Response.json({})
    }
  })
  for (const baseUrl of [
    'http://other.test',
    'http://service.test:81',
    'http://service.test.other'
  ]) {
    await elsewhere.GET('/films/v1/', { baseUrl })
  }
  t.strictSame(seen, [null, null, null])
  await elsewhere.GET('/films/v1/')
  t.equal(seen.at(-1), `Bearer ${client.pair?.token}`)
})

t.test('passes on a 401 of a proxy, which is no problem document', async (t) => {
  const { client, answers } = await startClient(t)
  await client.logIn(credentials)
  answers.push(() => new Response('<h1>401</h1>', { status: 401 }))
  t.match(await client.GET('/films/v1/'), { error: '<h1>401</h1>', response: { status: 401 } })
  t.ok(client.pair)
})

t.test('a logout ends the session of a refresh under way', async (t) => {
  const { client, answers, sent, time, flows } = await startClient(t)
  await client.logIn(credentials)
  time.now += 10 * hour
  const held: (() => void)[] = []
  answers.push((path) => {
    if (!path.endsWith('/generate_tokens') || held.length > 0) return undefined
    const answer = flows.post('generate_tokens', undefined, client.pair?.refresh_token)
    return new Promise<Response>((resolve) => {
      held.push(async () => {
        const { payload, statusCode } = await answer
        resolve(new Response(payload, { status: statusCode }))
      })
    }) as unknown as Response
  })
  const reading = client.GET('/films/v1/')
  await until(() => held.length > 0)
  const leaving = client.logOut()
  held[0]?.()
  t.match(await leaving, { data: { status: 'ok' } })
  await reading
  t.equal(client.pair, null)
  t.equal(refreshes(sent), 1)
})

t.test('a refresh under way does not replace the pair of a newer login', async (t) => {
  const { client, answers, time } = await startClient(t)
  await client.logIn(credentials)
  time.now += 10 * hour
  const refreshing = holdRefresh(answers)
  const reading = client.GET('/films/v1/')
  await until(refreshing.isUnderWay)
  await client.logIn({ ...credentials, takeover: true })
  const newest = client.pair
  refreshing.answer({ token: 'late', refresh_token: 'late' })
  t.equal((await reading).data?.count, 6)
  t.equal(client.pair, newest)
})

t.test('the request of one user is never sent again as another user', async (t) => {
  const { client, answers, sent, time, flows } = await startClient(t)
  const other = await createUser(flows.server)
  await client.logIn(credentials)
  time.now += 10 * hour
  const refreshing = holdRefresh(answers)
  const deleting = client.DELETE('/users/v1/me', { body: { password } })
  await until(refreshing.isUnderWay)
  await client.logIn({ email: other.email, password: other.password })
  refreshing.answer({ token: 'late', refresh_token: 'late' })
  t.match(await deleting, { error: { code: 'token-expired' } })
  t.equal(sent.filter((line) => line === 'DELETE /users/v1/me').length, 1)
  t.match(await client.GET('/users/v1/me'), { data: { email: other.email } })
})

t.test('two clients of one pair refresh in turn, and once for both', async (t) => {
  const { client: other, options, sent, time } = await startClient(t)
  await other.logIn(credentials)
  let pair = other.pair
  let isFirst = true
  const client = createStarWarsClient({
    ...options,
    store: {
      get: () => pair,
      set(next) {
        pair = next
      },
      async exclusively(refresh) {
        // The other one has the first turn.
        if (isFirst) await other.GET('/films/v1/')
        if (isFirst) pair = other.pair
        isFirst = false
        return refresh()
      }
    }
  })
  for (const count of [1, 2]) {
    time.now += 10 * hour
    t.equal((await client.GET('/films/v1/')).data?.count, 6)
    t.equal(refreshes(sent), count)
  }
  t.not(pair, other.pair, 'the second refresh was its own')
})

t.test('sends any request with the token of the session', async (t) => {
  const { client, sent } = await startClient(t)
  await client.logIn(credentials)
  sent.length = 0
  const response = await client.fetch(
    new Request('http://service.test/films/v1/1', { method: 'HEAD' })
  )
  t.equal(response.status, 200)
  t.strictSame(sent, ['HEAD /films/v1/1'])
})
