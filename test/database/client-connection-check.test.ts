import t from 'tap'
import { checkClientConnections } from '../../src/database/client-connection-check.js'

t.test('a server that cannot look whether clients are gone is used all the same', async (t) => {
  const refusal = new Error('unrecognized configuration parameter')
  const isAnswer = (error: unknown) => error === refusal
  const failingWith = (error: Error) => ({ query: () => Promise.reject(error) })
  await t.resolves(checkClientConnections(failingWith(refusal), isAnswer))
  const broken = new Error('Connection terminated')
  await t.rejects(checkClientConnections(failingWith(broken), isAnswer), broken)
})
