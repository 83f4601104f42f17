import t from 'tap'
import { environmentOf, givenStores, settingsOf } from '../../tools/demo/environment.js'

t.test('the demo has its own stores, or both given ones', async (t) => {
  const DATABASE_URL = 'postgres://127.0.0.1/a'
  const REDIS_URL = 'redis://127.0.0.1'
  t.equal(givenStores({}), null)
  t.equal(givenStores({ DATABASE_URL: '', REDIS_URL: '' }), null)
  t.strictSame(givenStores({ DATABASE_URL, REDIS_URL, PORT: '1' }), { DATABASE_URL, REDIS_URL })
  t.match(givenStores({ DATABASE_URL, REDIS_URL, REDIS_PREFIX: 'a:' }), { REDIS_PREFIX: 'a:' })
  t.throws(() => givenStores({ DATABASE_URL }), { message: /DATABASE_URL is set, but REDIS_URL/ })
  t.throws(() => givenStores({ REDIS_URL }), { message: /REDIS_URL is set, but DATABASE_URL/ })
})

t.test('ignores the settings of the caller', async (t) => {
  const caller = {
    PATH: '/bin',
    NODE_ENV: 'production',
    PORT: 'none',
    WORKERS: '9',
    JWT_SECRET_FILE: '/secret',
    JWT_UNKNOWN: '1'
  }
  t.strictSame(environmentOf(caller, { PORT: '1', DATA_DIR: '/tmp/a' }), {
    PATH: '/bin',
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    PORT: '1',
    DATA_DIR: '/tmp/a'
  })
})

t.test('each page may ask the other instance', async (t) => {
  const first = settingsOf(1, 2)
  t.equal(first.WEB_PEERS, 'http://127.0.0.1:2')
  t.equal(settingsOf(2, 1).CORS_ORIGINS, 'http://127.0.0.1:1')
})
