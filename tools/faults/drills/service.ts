import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Closer } from '../../../test/owner.js'
import { askPostgres, createDatabase } from '../../../test/postgres.js'
import { claimsOf } from '../claims-of.js'
import { Deployment } from '../deployment.js'
import type { OneRedis } from '../deployments/one-redis.js'
import type { Drill } from '../drill.js'
import { isSuccess } from '../send-request.js'
import type { Session } from '../session.js'
import { killRepeatedly } from './kill-repeatedly.js'

/** The number of connections that log out concurrently during the shutdown, and of all logouts. */
const connections = 8
const logouts = 160

interface FailedLogout {
  readonly session: Session
  readonly failure: string
}

/**
 * Logs sessions out on an instance that receives SIGTERM meanwhile. A refused connection, or one that
 * closes before the service reads the request, is no failure: a load balancer retries on the next
 * instance. A logout that the service processes without a response is a failure.
 */
async function logOutUnderSigterm(deployment: OneRedis, sessions: Session[]): Promise<string> {
  const { first, second, databaseUrl } = deployment
  const total = sessions.length
  const failed: FailedLogout[] = []
  let acknowledged = 0
  const unexpected = new Set<unknown>()
  const logOutAll = async () => {
    for (let session = sessions.pop(); session; session = sessions.pop()) {
      const { token } = session
      const response = await first.send('/users/v1/logout', { method: 'POST', token, agent: false })
      if (isSuccess(response)) acknowledged++
      else if (typeof response.status === 'string')
        failed.push({ session, failure: response.status })
      else unexpected.add(response.status)
    }
  }
  const all = Promise.all(Array.from({ length: connections }, logOutAll))
  await sleep(100 + Math.random() * 100)
  const end = await first.kill('SIGTERM')
  await all
  if (end !== 0) throw new Error(`the exit code or signal is ${end}, not 0`)
  if (unexpected.size > 0) throw new Error(`unexpected responses: ${[...unexpected]}`)
  const sids = failed.map(({ session }) => `'${claimsOf(session.token).sid}'`)
  const processed =
    sids.length === 0
      ? []
      : await askPostgres(`select 1 from revocations where id in (${sids.join(',')})`, databaseUrl)
  if (processed.length > 0)
    throw new Error(`${processed.length} logouts were processed without a response`)
  for (const { session } of failed) {
    const response = await second.send('/users/v1/logout', { method: 'POST', token: session.token })
    if (!isSuccess(response)) throw new Error(`the other instance returns ${response.status}`)
  }
  const reset = failed.filter(({ failure }) => failure !== 'refused').length
  return `exit code 0; of ${total} logouts, ${acknowledged} acknowledged and ${failed.length} not processed (${reset} of them on a connection that was reset)`
}

export const service: readonly Drill<OneRedis>[] = [
  {
    name: 'service: SIGKILL under load, 20 times at random moments',
    endsInstances: true,
    fault: (deployment) => killRepeatedly(deployment, 20)
  },
  {
    name: 'service: SIGTERM under load',
    isQuick: true,
    endsInstances: true,
    async fault(deployment) {
      const sessions: Session[] = []
      while (sessions.length < logouts) sessions.push(await deployment.logIn(sessions.length))
      const evidence = await logOutUnderSigterm(deployment, sessions)
      await deployment.first.start()
      return evidence
    }
  },
  {
    name: 'service: two instances start concurrently on an empty schema',
    async fault({ redis }) {
      const closer = new Closer()
      const DATABASE_URL = await createDatabase(closer)
      const tables = "select 1 from information_schema.tables where table_schema = 'public'"
      const before = await askPostgres(tables, DATABASE_URL)
      const env = { DATABASE_URL, REDIS_URL: redis.url, REDIS_PREFIX: `${randomUUID()}:` }
      const deployment = new Deployment(closer)
      try {
        await deployment.open({ environments: [env, env], overrides: [] })
        const { token } = await deployment.logIn()
        const logout = await deployment.first.send('/users/v1/logout', { method: 'POST', token })
        const { status } = await deployment.second.send('/films/v1/', { token })
        if (!isSuccess(logout) || status !== 401)
          throw new Error(`${logout.status}, then ${status}`)
        const after = await askPostgres(tables, DATABASE_URL)
        return `${before.length} tables before, ${after.length} after; the second instance rejects a token that the first one revoked`
      } finally {
        await deployment.close()
      }
    }
  }
]
