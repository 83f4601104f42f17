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
const longest = 1500

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
async function timeToDeath(
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

function soonEnough(time: number): string {
  if (time > longest) throw new Error(`the tokens lived on for ${Math.round(time)} ms`)
  return `dead after ${Math.round(time)} ms`
}

const entries = ({ token, refreshToken }: Session) =>
  [
    { kind: 'access', bytes: token },
    { kind: 'refresh', bytes: refreshToken }
  ] as const

export const recordAndSet: readonly Drill<OneRedis>[] = [
  {
    name: 'the service: SIGKILL between the record and the set',
    endsInstances: true,
    async fault(deployment) {
      const { first, second, proxies, guest, databaseUrl, ledger } = deployment
      const session = await deployment.logInGuest()
      const account = await holdAccount(databaseUrl, guest.email)
      const logout = first.send('/users/v1/logout', { method: 'POST', token: session.token })
      await account.isContended()
      proxies[0]?.blackOut()
      await account.release()
      await until(() => isRecorded(deployment, session))
      const isInForce = await isInSet(deployment, session)
      await first.kill('SIGKILL')
      const { status } = await logout
      const life = await timeToDeath([second], [session])
      proxies[0]?.endBlackOut()
      await first.start()
      ledger.add(...entries(session))
      if (isInForce) throw new Error('it was in the set already')
      return `recorded, not in the set, client told nothing (${status}); ${soonEnough(life)}`
    }
  },
  {
    name: 'Redis gone during a password change, the client never asks again',
    async fault(deployment) {
      const { first, redis, guest, instances, databaseUrl, ledger } = deployment
      const sessions = [
        await deployment.logInGuest(),
        await deployment.logInGuest(),
        await deployment.logInGuest()
      ]
      const account = await holdAccount(databaseUrl, guest.email)
      const password = `${guest.password} again`
      const change = first.send('/users/v1/password_change', {
        method: 'PUT',
        token: sessions[0]?.token ?? '',
        json: { password, current_password: guest.password }
      })
      await account.isContended()
      await redis.kill()
      await account.release()
      const { status } = await change
      deployment.guest = { ...guest, password }
      if (status !== 503) throw new Error(`the change was answered ${status}`)
      const [session] = sessions
      await until(() => session && isRecorded(deployment, session))
      await sleep(1000)
      await redis.restart()
      const life = await timeToDeath(instances, sessions)
      for (const session of sessions) ledger.add(...entries(session))
      return `answered 503; back again: ${soonEnough(life)}`
    }
  }
]
