import t from 'tap'
import { checkAccepted, checkRejected, present, serve, type Table } from './attempt.js'
import { algorithms } from './rejected-algorithms.js'
import { encodings } from './rejected-encodings.js'
import { genuine, logouts } from './rejected-genuine.js'
import { headerMembers } from './rejected-header-members.js'
import { headers } from './rejected-headers.js'
import { identity } from './rejected-identity.js'
import { kinds } from './rejected-kinds.js'
import { signatures } from './rejected-signatures.js'
import { sizes } from './rejected-sizes.js'
import { times } from './rejected-times.js'

const tables: Record<string, Table> = {
  algorithms,
  'header members': headerMembers,
  encodings,
  times,
  identity,
  kinds,
  signatures,
  'header forms': headers,
  sizes,
  'genuine tokens': genuine
}

t.test('rejects the invalid attempts of each table, and accepts the valid ones', async (t) => {
  const { port } = await serve(t)
  await checkAccepted(t, port, logouts)
  for (const [name, { rejected, accepted }] of Object.entries(tables)) {
    await t.test(name, async (t) => {
      await checkRejected(t, port, rejected)
      await checkAccepted(t, port, accepted)
    })
  }
})

t.test('the names of the rows in a table are unique', async (t) => {
  for (const [table, { rejected, accepted }] of Object.entries(tables)) {
    const names = [...rejected, ...accepted].map(({ name }) => name)
    t.equal(new Set(names).size, names.length, table)
  }
})

t.test('the detail for a missing token explains what to send', async (t) => {
  const { port } = await serve(t)
  const { body } = await present(port, { name: 'no header', lines: [] })
  t.equal(body.detail, 'No authorization token provided')
})

t.test('every rejected token gets the same detail, whatever the reason', async (t) => {
  const { port } = await serve(t)
  const rows = Object.values(tables)
    .filter((table) => table !== genuine)
    .flatMap(({ rejected }) => rejected.filter(({ code }) => code === undefined))
  const words = new Set<string>()
  for (const row of rows) {
    const { body } = await present(port, row)
    words.add(JSON.stringify({ ...body, instance: null }))
  }
  t.equal(words.size, 1)
})
