import { setTimeout as sleep } from 'node:timers/promises'
import { askPostgres } from '../../../test/postgres.js'
import { until } from '../../../test/until.js'
import { claimsOf } from '../claims-of.js'
import { type OneRedis, prefix } from '../deployments/one-redis.js'
import type { Drill } from '../drill.js'
import { holdAccount } from '../hold-lock.js'
import type { Instance } from '../instance.js'
import type { Session } from '../session.js'

/**
 * The maximum time until a recorded revocation takes effect once nothing blocks it, in milliseconds: one
 * second, and the time that the requests take on a busy machine.
 */
const maxTime = 1500

async function isRecorded({ databaseUrl }: OneRedis, { token }: Session): Promise<boolean> {
  const { sid } = claimsOf(token)
  const rows = await askPostgres(`select 1 from revocations where id = '${sid}'`, databaseUrl)
  return rows.length > 0
}

async function isInSet({ client }: OneRedis, { token }: Session): Promise<boolean> {
  const { sid } = claimsOf(token)
  return (await client.zscore(`${prefix}revoked:${sid.slice(-2)}`, sid)) !== null
}

/** @returns the time until the instances reject all tokens, in milliseconds */
async function timeToRejection(
  instances: readonly Instance[],
  sessions: readonly Session[]
): Promise<number> {
  const begin = performance.now()
  for (const instance of instances) {
    for (const { token } of sessions) {
      await until(async () => (await instance.send('/films/v1/', { token })).status === 401)
    }
  }
  return performance.now() - begin
}

function checkTime(time: number): string {
  if (time > maxTime) throw new Error(`the tokens were accepted for another ${Math.round(time)} ms`)
  return `rejected after ${Math.round(time)} ms`
}

const entries = ({ token, refreshToken }: Session) =>
  [
    { kind: 'access', bytes: token },
    { kind: 'refresh', bytes: refreshToken }
  ] as const

export const recordAndSet: readonly Drill<OneRedis>[] = [
  {
    name: 'service: SIGKILL after a revocation is recorded, before it is published',
    endsInstances: true,
    async fault(deployment) {
      const { first, second, proxies, guest, databaseUrl, ledger } = deployment
      const session = await deployment.logInGuest()
      const account = await holdAccount(databaseUrl, guest.email)
      const logout = first.send('/users/v1/logout', { method: 'POST', token: session.token })
      await account.untilContended()
      proxies[0]?.startDropping()
      await account.release()
      await until(() => isRecorded(deployment, session))
      const isPublished = await isInSet(deployment, session)
      await first.kill('SIGKILL')
      const { status } = await logout
      const time = await timeToRejection([second], [session])
      proxies[0]?.stopDropping()
      await first.start()
      ledger.add(...entries(session))
      if (isPublished) throw new Error('the revocation was already in the set')
      return `recorded, not in the set, no response to the client (${status}); ${checkTime(time)}`
    }
  },
  {
    name: 'Redis down during a password change, without a retry by the client',
    async fault(deployment) {
      const { first, redis, guest, instances, databaseUrl, ledger } = deployment
      const sessions = [
        await deployment.logInGuest(),
        await deployment.logInGuest(),
        await deployment.logInGuest()
      ]
      const account = await holdAccount(databaseUrl, guest.email)
      const password = `${guest.password} changed`
      const change = first.send('/users/v1/password_change', {
        method: 'PUT',
        token: sessions[0]?.token ?? '',
        json: { password, current_password: guest.password }
      })
      await account.untilContended()
      await redis.kill()
      await account.release()
      const { status } = await change
      deployment.guest = { ...guest, password }
      if (status !== 503) throw new Error(`the password change returned ${status}`)
      const [session] = sessions
      await until(() => session && isRecorded(deployment, session))
      await sleep(1000)
      await redis.restart()
      const time = await timeToRejection(instances, sessions)
      for (const session of sessions) ledger.add(...entries(session))
      return `returned 503; after the restart of Redis: ${checkTime(time)}`
    }
  }
]
