import t from 'tap'
import { checkClientConnections } from '../../src/database/client-connection-check.js'

t.test('a server that does not support client_connection_check_interval is accepted', async (t) => {
  const refusal = new Error('unrecognized configuration parameter')
  const isAnswer = (error: unknown) => error === refusal
  const failingWith = (error: Error) => ({ query: () => Promise.reject(error) })
  await t.resolves(checkClientConnections(failingWith(refusal), isAnswer))
  const broken = new Error('Connection terminated')
  await t.rejects(checkClientConnections(failingWith(broken), isAnswer), broken)
})
