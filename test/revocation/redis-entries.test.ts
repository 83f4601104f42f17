import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import t from 'tap'
import { mint, noon } from '../helper.js'
import { getFilms, keyOf, logOut, start, statusOf, uuidIn } from './redis-app.js'

const hour = 3600
/** The longest lifetime of an access or refresh token in the settings. */
const longestLife = 24 * hour
const clock = () => noon

/** The keys that contain an id. */
async function keysWith(client: Redis, id: string): Promise<string[]> {
  const keys = await client.keys('*')
  const scores = await Promise.all(keys.map((key) => client.zscore(key, id)))
  return keys.filter((_, index) => scores[index] !== null)
}

const mintAt = (changes: object) => mint('access', changes, noon)

t.test('the entry of a token without a session ends an hour after the token', async (t) => {
  const { app, client } = await start(t, { clock })
  const sub = randomUUID()
  const exp = noon + 2 * hour
  await logOut(app, mintAt({ sub, exp }))
  t.same(await keysWith(client, sub), [keyOf(sub)])
  t.equal(await client.zscore(keyOf(sub), sub), String(exp + hour))
  t.equal(await client.zcard(keyOf(sub)), 2, 'the id and gen')
  t.equal(await client.zscore(keyOf(sub), 'gen'), 'inf')
})

t.test(
  'the logout of a token with a session stores the token and the session in one bucket',
  async (t) => {
    const { app, client } = await start(t, { clock })
    const [sub, sid] = [uuidIn('00'), uuidIn('ff')]
    const exp = noon + 2 * hour
    await logOut(app, mintAt({ sub, sid, exp }))
    t.same(await keysWith(client, sub), [keyOf(sid)])
    t.same(await keysWith(client, sid), [keyOf(sid)])
    t.equal(await client.zscore(keyOf(sid), sub), String(exp + hour))
    t.equal(
      await client.zscore(keyOf(sid), sid),
      String(noon + longestLife + hour),
      'the session entry outlives every token of the session'
    )
    t.equal(await client.zscore(keyOf(sid), 'gen'), 'inf')
  }
)

t.test(
  'the session entry outlives a token with a longer lifetime than the settings allow',
  async (t) => {
    const { app, client } = await start(t, { clock })
    const sid = randomUUID()
    const exp = noon + longestLife + 5 * hour
    await logOut(app, mintAt({ sid, exp }))
    t.equal(await client.zscore(keyOf(sid), sid), String(exp + hour))
  }
)

t.test('the session entry uses the longer of the two token lifetimes', async (t) => {
  const env = { JWT_ACCESS_HOURS: '48', JWT_REFRESH_HOURS: '12' }
  const { app, client } = await start(t, { clock, env })
  const sid = randomUUID()
  await logOut(app, mintAt({ sid }))
  t.equal(await client.zscore(keyOf(sid), sid), String(noon + 49 * hour))
})

t.test('a write removes the expired entries of its bucket', async (t) => {
  let now = noon
  const { app, client } = await start(t, { clock: () => now })
  const [early, late, elsewhere, writer] = [
    uuidIn('aa'),
    uuidIn('aa'),
    uuidIn('bb'),
    uuidIn('aa')
  ] as [string, string, string, string]
  await logOut(app, mintAt({ sub: early, exp: noon + hour }))
  await logOut(app, mintAt({ sub: late, exp: noon + 3 * hour }))
  await logOut(app, mintAt({ sub: elsewhere, exp: noon + hour }))

  now = noon + 2 * hour
  await logOut(app, mint('access', { sub: uuidIn('aa') }, now))
  t.equal(
    await client.zscore(keyOf(early), early),
    String(noon + 2 * hour),
    'the last second of the entry'
  )

  now += 1
  await logOut(app, mint('access', { sub: writer }, now))
  t.equal(await client.zscore(keyOf(early), early), null, 'expired')
  t.equal(await client.zscore(keyOf(late), late), String(noon + 4 * hour), 'not expired')
  t.equal(await client.zscore(keyOf(early), 'gen'), 'inf', 'gen never expires')
  t.equal(
    await client.zscore(keyOf(elsewhere), elsewhere),
    String(noon + 2 * hour),
    'another bucket is not pruned'
  )
})

t.test('the end of an entry never becomes earlier', async (t) => {
  let now = noon
  const { app, client } = await start(t, { clock: () => now })
  const sid = randomUUID()
  const long = mintAt({ sid, exp: noon + 60 * hour })
  const short = mintAt({ sid, exp: noon + hour })
  const until = String(noon + 61 * hour)

  const bucket = sid.slice(-2)
  await app.revocation.publish([{ id: sid, bucket, until: noon + 61 * hour }])
  await app.revocation.publish([{ id: sid, bucket, until: noon + hour }])
  t.equal(await client.zscore(keyOf(sid), sid), until, 'a later write does not shorten it')

  now = noon + 1
  t.equal(await statusOf(getFilms(app, long)), 401)
  t.equal(await statusOf(logOut(app, short)), 401, 'the session is revoked: nothing is written')
  t.equal(await client.zscore(keyOf(sid), sid), until)
})
