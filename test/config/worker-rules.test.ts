import t from 'tap'
import { refusalsOf } from './refusals.js'

const stores = { DATABASE_URL: 'postgres://h/d', REDIS_URL: 'redis://h' }
const redis = 'REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER'

for (const WORKERS of ['2', 'auto']) {
  t.test(`WORKERS=${WORKERS} requires PostgreSQL and Redis`, async (t) => {
    const messageWith = (env: Record<string, string>) =>
      refusalsOf({ WORKERS, ...env }).find(({ variable }) => variable === 'WORKERS')?.message
    t.match(messageWith({}), `set DATABASE_URL and ${redis}, or WORKERS=1`)
    t.match(messageWith({ DATABASE_URL: stores.DATABASE_URL }), `set ${redis}, or WORKERS=1`)
    t.match(messageWith({ REDIS_URL: stores.REDIS_URL }), 'set DATABASE_URL, or WORKERS=1')
    for (const set of [{ REDIS_SENTINELS: 'h:1' }, { REDIS_CLUSTER: 'h:1' }, stores]) {
      t.strictSame(refusalsOf({ WORKERS, DATABASE_URL: stores.DATABASE_URL, ...set }), [])
    }
  })
}

t.test('one process needs neither', async (t) => {
  t.strictSame(refusalsOf({ WORKERS: '1' }), [])
})
