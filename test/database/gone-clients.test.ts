import t from 'tap'
import { giveUpGoneClients } from '../../src/database/gone-clients.js'

t.test('a server that cannot look whether clients are gone is used all the same', async (t) => {
  const refusal = new Error('unrecognized configuration parameter')
  const isAnswer = (error: unknown) => error === refusal
  const failingWith = (error: Error) => ({ query: () => Promise.reject(error) })
  await t.resolves(giveUpGoneClients(failingWith(refusal), isAnswer))
  const broken = new Error('Connection terminated')
  await t.rejects(giveUpGoneClients(failingWith(broken), isAnswer), broken)
})
