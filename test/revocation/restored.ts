import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Test } from 'tap'
import type { build } from '../helper.js'
import { askPostgres } from '../postgres.js'
import type { Stores } from '../stores.js'

type App = Awaited<ReturnType<typeof build>>

/** A backup of the database. */
export interface Backup {
  /** Replaces the database with it, while no instance runs. */
  restore(): Promise<void>
}

/** Backs a database up, as the documents recommend it. */
export async function backUp(t: Test, app: App, { env }: Stores): Promise<Backup> {
  if (env.DATABASE_URL === undefined) {
    const file = join(env.DATA_DIR as string, 'starwars.db')
    await sql`vacuum into ${sql.lit(`${file}.backup`)}`.execute(app.db)
    return {
      async restore() {
        // SQLite may release its locks on the former file later.
        for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
        copyFileSync(`${file}.backup`, file)
      }
    }
  }
  const name = new URL(env.DATABASE_URL).pathname.slice(1)
  const ask = (text: string) => askPostgres(text)
  const drop = () => ask(`drop database if exists ${name}_backup with (force)`)
  t.teardown(drop)
  // A copy needs a database without connections.
  await ask(`alter database ${name} allow_connections false`)
  await ask(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
  await ask(`create database ${name}_backup template ${name}`)
  await ask(`alter database ${name} allow_connections true`)
  return {
    async restore() {
      await ask(`drop database ${name} with (force)`)
      await ask(`create database ${name} template ${name}_backup`)
    }
  }
}
