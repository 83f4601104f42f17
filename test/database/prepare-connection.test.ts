import t from 'tap'
import { prepareConnection } from '../../src/database/prepare-connection.js'

const timeouts = { statement: 4000, idleTransaction: 10_000 }

t.test('a server that does not support client_connection_check_interval is accepted', async (t) => {
  const refusal = new Error('unrecognized configuration parameter')
  const isAnswer = (error: unknown) => error === refusal
  const failingWith = (error: Error) => ({
    query: async (sql: string) => {
      if (sql.includes('client_connection_check_interval')) throw error
    }
  })
  await t.resolves(prepareConnection(failingWith(refusal), timeouts, isAnswer))
  const broken = new Error('Connection terminated')
  await t.rejects(prepareConnection(failingWith(broken), timeouts, isAnswer), broken)
})

t.test('a server that rejects the timeouts is not', async (t) => {
  const refusal = new Error('permission denied')
  const client = { query: () => Promise.reject(refusal) }
  await t.rejects(
    prepareConnection(client, timeouts, () => true),
    refusal
  )
})
