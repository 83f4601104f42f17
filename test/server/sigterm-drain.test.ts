import { randomUUID } from 'node:crypto'
import t from 'tap'
import { bearer, mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { Service } from './service.js'
import { startSlowLogout } from './slow-request.js'

for (const connection of ['close', 'keep-alive'] as const) {
  t.test(
    `SIGTERM completes a pending request with Connection: ${connection}, and rejects new connections`,
    async (t) => {
      const redis = await startRedis(t)
      const client = await redis.connect(t)
      const service = new Service(t, { env: { REDIS_URL: redis.url, REDIS_PREFIX: 'test:' } })
      const origin = await service.origin()
      const sub = randomUUID()
      const token = mint('access', { sub })
      t.equal((await fetch(`${origin}/films/v1/`, { headers: bearer(token) })).status, 200)
      const request = await startSlowLogout(t, origin, token, connection)

      service.kill('SIGTERM')
      await service.prints(/"closing"/)
      // The listener closes shortly after the log line.
      await until(() =>
        fetch(`${origin}/films/v1/`, { headers: bearer(mint()) }).then(
          () => false,
          ({ cause }) => cause.code === 'ECONNREFUSED'
        )
      )
      t.equal(service.child.exitCode, null, 'the service waits for the request')

      const answer = await request.finish()
      t.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
      t.match(answer, '{"status":"ok"}')
      t.not(await client.zscore(`test:revoked:${sub.slice(-2)}`, sub), null, 'the token is revoked')
      t.equal(await service.ended, 0, 'the service ends after the request')
      t.match(
        await client.info('commandstats'),
        /^cmdstat_quit:calls=1,/m,
        'the connection to Redis was closed with QUIT'
      )
    }
  )
}
