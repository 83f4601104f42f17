import { setTimeout as sleep } from 'node:timers/promises'
import { askPostgres } from '../../../test/postgres.js'
import type { OwnPostgres } from '../deployments/own-postgres.js'
import type { Drill } from '../drill.js'
import { holdLock } from '../hold-lock.js'
import { sendLogin } from '../sampled-requests.js'
import type { Operation } from '../samples.js'

/** The duration of each fault, in milliseconds. */
const outage = 3000

const backends = "from pg_stat_activity where application_name like 'starwars-api%'"

/** @throws Error if no request of this operation returned 503: then the fault had no effect */
function unavailableSince(deployment: OwnPostgres, begun: number, operation: Operation): string {
  const sent = deployment.samples.between(begun, Number.POSITIVE_INFINITY, operation)
  const unavailable = sent.filter(({ status }) => status === 503).length
  if (unavailable === 0) throw new Error(`no ${operation} returned 503`)
  return `${unavailable} of ${sent.length} ${operation}s returned 503`
}

/** Raises the error of a full disk (SQLSTATE 53100). */
const fillDisk = `
  create function disk_is_full() returns trigger language plpgsql as $$
  begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
  create trigger disk_is_full before insert on revocations
    for each statement execute function disk_is_full()`

export const database: readonly Drill<OwnPostgres>[] = [
  {
    name: 'PostgreSQL: backends terminated every 100 ms',
    keepsReading: true,
    async fault({ databaseUrl }) {
      const end = Date.now() + outage
      let ended = 0
      while (Date.now() < end) {
        ended += (await askPostgres(`select pg_terminate_backend(pid) ${backends}`, databaseUrl))
          .length
        await sleep(100)
      }
      if (ended === 0) throw new Error('no backend was terminated')
      return `${ended} backends terminated`
    }
  },
  {
    name: 'PostgreSQL: server stopped and restarted',
    keepsReading: true,
    async fault(deployment) {
      const { pid } = deployment.postgres
      await deployment.postgres.stop()
      const begun = performance.now()
      await sleep(outage)
      const unavailable = unavailableSince(deployment, begun, 'login')
      await deployment.postgres.restart()
      return `pid ${pid} → ${deployment.postgres.pid}; ${unavailable}`
    }
  },
  {
    name: 'PostgreSQL: disk full on writes to the record',
    keepsReading: true,
    async fault(deployment) {
      const { databaseUrl } = deployment
      await askPostgres(fillDisk, databaseUrl)
      const begun = performance.now()
      await sleep(outage)
      await askPostgres('drop function disk_is_full cascade', databaseUrl)
      return unavailableSince(deployment, begun, 'logout')
    }
  },
  {
    name: 'PostgreSQL: all pool connections in use',
    keepsReading: true,
    async fault(deployment) {
      const { databaseUrl, instances, users, samples } = deployment
      const begun = performance.now()
      const lock = await holdLock(databaseUrl, 'lock table users in access exclusive mode')
      const logins = instances.flatMap((instance) =>
        users.flatMap((user) => [user, user].map((one) => sendLogin(samples, instance, one)))
      )
      await sleep(outage)
      const waiting = `select 1 ${backends} and wait_event_type = 'Lock'`
      const { length } = await askPostgres(waiting, databaseUrl)
      await lock.release()
      await Promise.all(logins)
      return `${length} connections waiting; ${unavailableSince(deployment, begun, 'login')}`
    }
  }
]
