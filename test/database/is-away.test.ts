import t from 'tap'
import { isDatabaseAway } from '../../src/database/errors.js'

const error = (members: object) => Object.assign(new Error('x'), members)

t.test('a server that is down, starts or is full of connections is away', async (t) => {
  const away = [
    { code: 'ECONNREFUSED' },
    { code: 'EAI_AGAIN' },
    { code: 'ENOENT', syscall: 'connect' },
    { code: '57P03' },
    { code: '53300' },
    { code: '08006' },
    { message: 'Connection terminated unexpectedly' },
    { message: 'timeout expired' }
  ]
  for (const members of away) t.ok(isDatabaseAway(error(members)), members)
})

t.test('a server that refuses the service is not away', async (t) => {
  const lasting = [
    { code: '28P01' },
    { code: '28000' },
    { code: '3D000' },
    { code: '42501' },
    { code: 'ENOENT', syscall: 'open' },
    { code: 'EACCES', syscall: 'connect' },
    { message: 'The server does not support SSL connections' }
  ]
  for (const members of lasting) t.notOk(isDatabaseAway(error(members)), members)
})
