import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Owner } from './owner.js'
import { serverUrl } from './postgres-url.js'

/** Runs a query on a new connection. @throws the error of the server or the network */
export async function askPostgres(sql: string, url = serverUrl): Promise<pg.QueryResult['rows']> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/**
 * Creates a database, which is dropped with its owner.
 *
 * @param template the database to copy, or undefined for an empty one
 * @returns its URL
 */
export async function createDatabase(
  owner: Owner,
  { server = serverUrl, template = 'template1' } = {}
): Promise<string> {
  const name = `starwars_test_${randomBytes(6).toString('hex')}`
  await askPostgres(`create database ${name} template ${template}`, server)
  owner.teardown(() => askPostgres(`drop database ${name} with (force)`, server))
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
