import { execFile } from 'node:child_process'
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import Sqlite from 'libsql'
import { buckets } from '../../../src/revocation/buckets.js'
import { programFile } from '../../../test/helper.js'
import { askPostgres } from '../../../test/postgres.js'
import { environmentOf } from '../../../test/server/service.js'
import { until } from '../../../test/until.js'
import type { Deployment } from '../deployment.js'
import type { Embedded } from '../deployments/embedded.js'
import type { OwnPostgres } from '../deployments/own-postgres.js'
import type { Drill } from '../drill.js'
import type { Instance } from '../instance.js'

const run = promisify(execFile)

/** How long the load revokes tokens after the backup, and meets the restored database, in milliseconds. */
const [after, meeting] = [1500, 1000]

/** Runs an operator's command with the settings of an instance. */
async function admin({ options: { env } }: Instance, ...args: string[]): Promise<string> {
  const command = [...process.execArgv, programFile('bin/admin'), ...args]
  const { stdout } = await run(process.execPath, command, { env: environmentOf(env) })
  return stdout
}

/** @throws Error unless every instance refuses to serve, and names the reason */
async function requireRefusal(instances: readonly Instance[]): Promise<void> {
  for (const instance of instances) {
    const { status, body } = await instance.send('/readyz')
    if (status !== 503 || !body.includes('database-restored'))
      throw new Error(`${instance.name}: /readyz returned ${status}: ${body}`)
  }
}

/** Replaces the sessions that never end: their tokens are invalid now. */
async function beginSessions(deployment: Deployment): Promise<void> {
  const { permanentSessions, instances, load } = deployment
  load.clearSessions()
  const count = permanentSessions.length
  const fresh = []
  for (let i = 0; i < count; i++) fresh.push(await deployment.logIn(i))
  permanentSessions.splice(0, count, ...fresh)
  for (const instance of instances) {
    const { status } = await instance.send('/films/v1/', { token: fresh[0]?.token as string })
    if (status !== 200) throw new Error(`${instance.name} returned ${status} for a new token`)
  }
}

interface Backup<S extends Deployment> {
  backUp(deployment: S): Promise<void>
  /** Restores it while no instance runs. */
  restore(deployment: S): Promise<void>
}

function restoreDrill<S extends Deployment>(
  name: string,
  { backUp, restore }: Backup<S>
): Drill<S> {
  return {
    name,
    endsInstances: true,
    mayRejectValid: true,
    losesData: true,
    async fault(deployment) {
      const { instances, ledger, first } = deployment
      await backUp(deployment)
      const before = ledger.size
      await sleep(after)
      await until(() => ledger.size > before)
      await Promise.all(instances.map((instance) => instance.kill('SIGTERM')))
      const lost = ledger.size - before
      await restore(deployment)
      await Promise.all(instances.map((instance) => instance.start()))
      await requireRefusal(instances)
      await sleep(meeting)
      await requireRefusal(instances)
      await admin(first, 'tokens-valid-from', 'now')
      await beginSessions(deployment)
      return `${lost} tokens revoked after the backup; /readyz 503 until tokens-valid-from`
    }
  }
}

const sqliteFile = ({ dataDirectory }: Deployment) => join(dataDirectory, 'starwars.db')

export const restoredSqlite = restoreDrill<Embedded>('SQLite restored from a copy', {
  async backUp(deployment) {
    const file = sqliteFile(deployment)
    const database = new Sqlite(file)
    database.exec(`vacuum into '${file}.backup'`)
    database.close()
  },
  async restore(deployment) {
    const file = sqliteFile(deployment)
    for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`, { force: true })
    await copyFile(`${file}.backup`, file)
  }
})

const dumpFile = ({ dataDirectory }: Deployment) => join(dataDirectory, 'dump')

export const restoredPostgres = restoreDrill<OwnPostgres>(
  'PostgreSQL restored by pg_dump and pg_restore; Redis lost all buckets',
  {
    async backUp(deployment) {
      await run('pg_dump', ['-Fc', '-f', dumpFile(deployment), deployment.databaseUrl])
    },
    async restore(deployment) {
      const { databaseUrl, postgres, redis } = deployment
      const name = new URL(databaseUrl).pathname.slice(1)
      await askPostgres(`drop database ${name} with (force)`, postgres.url)
      await askPostgres(`create database ${name}`, postgres.url)
      // Otherwise the set would still hold what the record lacks.
      await redis.ask((client) => client.unlink(buckets.map((one) => `starwars:revoked:${one}`)))
      await run('pg_restore', ['-d', databaseUrl, dumpFile(deployment)])
    }
  }
)
