import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Test } from 'tap'

/** Where there is a PostgreSQL whose user may create databases. */
export const postgresUrl =
  process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

async function run(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** An empty database of the test's own, dropped with the test. @returns its URL */
export async function createDatabase(t: Test): Promise<string> {
  const name = `starwars_test_${randomUUID().replaceAll('-', '')}`
  // What a crash of the machine would lose does not matter here, and waiting for its disk takes long.
  await run(`create database ${name}`, `alter database ${name} set synchronous_commit to off`)
  t.teardown(() => run(`drop database if exists ${name} with (force)`))
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return url.href
}
