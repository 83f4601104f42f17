import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Closer } from '../../../test/owner.js'
import { askPostgres, createDatabase } from '../../../test/postgres.js'
import { claimsOf } from '../claims-of.js'
import { Deployment } from '../deployment.js'
import type { OneRedis } from '../deployments/one-redis.js'
import type { Drill } from '../drill.js'
import { isGood } from '../send-request.js'
import type { Session } from '../session.js'
import { killRepeatedly } from './kill-repeatedly.js'

/** The number of concurrent connections that log out during the shutdown, and of all logouts. */
const clients = 8
const logouts = 160

interface NoResponse {
  readonly session: Session
  readonly why: string
}

/**
 * Logs sessions out on an instance that receives SIGTERM meanwhile. A refused connection, or one that
 * breaks before the service reads the request, is no failure: a load balancer retries on the next
 * instance. A logout that the service performs without a response is a failure.
 */
async function logOutUnderSigterm(deployment: OneRedis, sessions: Session[]): Promise<string> {
  const { first, second, databaseUrl } = deployment
  const total = sessions.length
  const withoutResponse: NoResponse[] = []
  let answered = 0
  const strange = new Set<unknown>()
  const client = async () => {
    for (let session = sessions.pop(); session; session = sessions.pop()) {
      const { token } = session
      const answer = await first.send('/users/v1/logout', { method: 'POST', token, agent: false })
      if (isGood(answer)) answered++
      else if (typeof answer.status === 'string')
        withoutResponse.push({ session, why: answer.status })
      else strange.add(answer.status)
    }
  }
  const all = Promise.all(Array.from({ length: clients }, client))
  await sleep(100 + Math.random() * 100)
  const end = await first.kill('SIGTERM')
  await all
  if (end !== 0) throw new Error(`it ended with ${end}`)
  if (strange.size > 0) throw new Error(`answers ${[...strange]}`)
  const sids = withoutResponse.map(({ session }) => `'${claimsOf(session.token).sid}'`)
  const acted =
    sids.length === 0
      ? []
      : await askPostgres(`select 1 from revocations where id in (${sids.join(',')})`, databaseUrl)
  if (acted.length > 0) throw new Error(`${acted.length} logouts were done and not answered`)
  for (const { session } of withoutResponse) {
    const answer = await second.send('/users/v1/logout', { method: 'POST', token: session.token })
    if (!isGood(answer)) throw new Error(`the other instance answers ${answer.status}`)
  }
  const cut = withoutResponse.filter(({ why }) => why !== 'refused').length
  return `exit code 0; of ${total} logouts ${answered} answered, ${withoutResponse.length} not taken (${cut} of them cut before they were read), none lost`
}

export const service: readonly Drill<OneRedis>[] = [
  {
    name: 'the service: SIGKILL under load, 20 times at random moments',
    endsInstances: true,
    fault: (deployment) => killRepeatedly(deployment, 20)
  },
  {
    name: 'the service: SIGTERM under load',
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
    name: 'the service: two instances started at once on an empty schema',
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
        if (!isGood(logout) || status !== 401) throw new Error(`${logout.status}, then ${status}`)
        const after = await askPostgres(tables, DATABASE_URL)
        return `${before.length} tables before, ${after.length} after; what one revokes the other refuses`
      } finally {
        await deployment.close()
      }
    }
  }
]
