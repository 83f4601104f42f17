import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Closer } from '../../../test/owner.js'
import { askPostgres, createDatabase } from '../../../test/postgres.js'
import { isGood } from '../ask.js'
import { claimsOf } from '../claims-of.js'
import type { Drill } from '../drill.js'
import type { Session } from '../session.js'
import { Stage } from '../stage.js'
import type { OneRedis } from '../stages/one-redis.js'
import { killAgainAndAgain } from './killed.js'

/** The number of concurrent connections that log out during the shutdown, and of all logouts. */
const clients = 8
const logouts = 160

interface Unanswered {
  readonly session: Session
  readonly why: string
}

/**
 * Logs sessions out on an instance that receives SIGTERM meanwhile. A refused connection, or one that
 * breaks before the service reads the request, is no failure: a load balancer retries on the next
 * instance. A logout that the service performs without a response is a failure.
 */
async function logOutUnderSigterm(stage: OneRedis, sessions: Session[]): Promise<string> {
  const { first, second, databaseUrl } = stage
  const total = sessions.length
  const unanswered: Unanswered[] = []
  let answered = 0
  const strange = new Set<unknown>()
  const client = async () => {
    for (let session = sessions.pop(); session; session = sessions.pop()) {
      const { token } = session
      const answer = await first.ask('/users/v1/logout', { method: 'POST', token, agent: false })
      if (isGood(answer)) answered++
      else if (typeof answer.status === 'string') unanswered.push({ session, why: answer.status })
      else strange.add(answer.status)
    }
  }
  const all = Promise.all(Array.from({ length: clients }, client))
  await sleep(100 + Math.random() * 100)
  const end = await first.kill('SIGTERM')
  await all
  if (end !== 0) throw new Error(`it ended with ${end}`)
  if (strange.size > 0) throw new Error(`answers ${[...strange]}`)
  const sids = unanswered.map(({ session }) => `'${claimsOf(session.token).sid}'`)
  const acted =
    sids.length === 0
      ? []
      : await askPostgres(`select 1 from revocations where id in (${sids.join(',')})`, databaseUrl)
  if (acted.length > 0) throw new Error(`${acted.length} logouts were done and not answered`)
  for (const { session } of unanswered) {
    const answer = await second.ask('/users/v1/logout', { method: 'POST', token: session.token })
    if (!isGood(answer)) throw new Error(`the other instance answers ${answer.status}`)
  }
  const cut = unanswered.filter(({ why }) => why !== 'refused').length
  return `exit code 0; of ${total} logouts ${answered} answered, ${unanswered.length} not taken (${cut} of them cut before they were read), none lost`
}

export const service: readonly Drill<OneRedis>[] = [
  {
    name: 'the service: SIGKILL under load, 20 times at random moments',
    endsInstances: true,
    fault: (stage) => killAgainAndAgain(stage, 20)
  },
  {
    name: 'the service: SIGTERM under load',
    isQuick: true,
    endsInstances: true,
    async fault(stage) {
      const sessions: Session[] = []
      while (sessions.length < logouts) sessions.push(await stage.logIn(sessions.length))
      const evidence = await logOutUnderSigterm(stage, sessions)
      await stage.first.start()
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
      const stage = new Stage(closer)
      try {
        await stage.open({ environments: [env, env], swaps: [] })
        const { token } = await stage.logIn()
        const logout = await stage.first.ask('/users/v1/logout', { method: 'POST', token })
        const { status } = await stage.second.ask('/films/v1/', { token })
        if (!isGood(logout) || status !== 401) throw new Error(`${logout.status}, then ${status}`)
        const after = await askPostgres(tables, DATABASE_URL)
        return `${before.length} tables before, ${after.length} after; what one revokes the other refuses`
      } finally {
        await stage.close()
      }
    }
  }
]
