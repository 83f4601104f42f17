import t from 'tap'
import { readCommand } from '../../bin/admin-command-line.js'
import { buckets } from '../../src/revocation/buckets.js'
import { decodeCutOff } from '../../src/revocation/cut-off.js'
import { mint } from '../helper.js'
import { until } from '../until.js'
import {
  getFilms,
  isComplete,
  keyOf,
  logOut,
  prefix,
  start,
  statusOf,
  uuidIn
} from './redis-app.js'

t.test('pruning keeps the cut-off, and a refill restores it', async (t) => {
  const { app, client } = await start(t)
  const [first, second] = [mint(), mint('access', { sub: uuidIn('a7') })]
  for await (const _line of readCommand(['tokens-valid-from', 'now'])(app));
  const { valid_from } = await app.db
    .selectFrom('token_cut_offs')
    .select('valid_from')
    .executeTakeFirstOrThrow()
  const scores = () => Promise.all(buckets.map((one) => client.zscore(keyOf(one), 'from')))
  for (const score of await scores()) {
    t.equal(decodeCutOff(Number(score)).validFrom, valid_from)
  }
  t.equal(await statusOf(logOut(app, mint('access', { sub: uuidIn('a7') }))), 200)
  t.ok(await client.zscore(`${prefix}revoked:a7`, 'from'), 'a write prunes only expired entries')
  t.equal(await app.revocationSet.count(), 1, 'it is no entry')
  const before = await scores()

  await client.flushall()
  for (const token of [first, second]) t.equal(await statusOf(getFilms(app, token)), 401)
  await until(async () => (await client.dbsize()) === 257)
  await isComplete(app)
  t.same(await scores(), before)
  for (const token of [first, second]) t.equal(await statusOf(getFilms(app, token)), 401)
  t.equal(await statusOf(getFilms(app, mint())), 200)
})

t.test('buckets that an earlier release has filled lack the cut-off', async (t) => {
  const { app, client } = await start(t)
  const token = mint()
  for await (const _line of readCommand(['tokens-valid-from', 'now'])(app));
  for (const bucket of buckets) await client.zrem(keyOf(bucket), 'from')
  await app.pulse.read()
  t.equal(await statusOf(getFilms(app, token)), 401)
  t.equal(await statusOf(getFilms(app, mint())), 200)
})
