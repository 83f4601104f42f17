import {
  consumeOneTimeToken,
  createOneTimeToken,
  findOneTimeToken,
  voidOneTimeTokens
} from '../../src/accounts/store/one-time-tokens.js'
import { createUser } from '../../src/accounts/store/users.js'
import { noon } from '../helper.js'
import { inEveryCombination } from '../stores.js'
import { rey } from './flows.js'

inEveryCombination('a token is used up once, by its user, before it expires', async (t, stores) => {
  const { db, tokens } = await stores.build({ clock: () => noon })
  const account = { email: rey, role: 'basic', passwordHash: null, verifiedAt: null } as const
  const { id } = await createUser(db, account, noon)
  const use = { purpose: 'signup', email: rey, password_hash: 'hash' } as const
  const make = async () => {
    const token = tokens.prepare({ kind: 'email', userId: id, role: 'basic', email: rey })
    await createOneTimeToken(db, token, use)
    return token.claims
  }

  const claims = await make()
  const others = [
    { ...claims, user_id: id + 1 },
    { ...claims, sub: (await make()).sub, user_id: id + 1 }
  ]
  for (const other of others) t.notOk(await consumeOneTimeToken(db, other, noon))
  t.notOk(await consumeOneTimeToken(db, claims, claims.exp), 'an expired token is not used up')
  t.match(await findOneTimeToken(db, claims, claims.exp - 1), use)

  const used = await Promise.all(
    Array.from({ length: 50 }, () => consumeOneTimeToken(db, claims, claims.exp - 0.1))
  )
  t.match(used.filter(Boolean), [use])
  t.equal(used.filter(Boolean).length, 1)

  const outstanding = await make()
  await voidOneTimeTokens(db, id, 'change-email')
  t.ok(await findOneTimeToken(db, outstanding, noon))
  await voidOneTimeTokens(db, id)
  t.notOk(await findOneTimeToken(db, outstanding, noon))
})
