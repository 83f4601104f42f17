import t, { type Test } from 'tap'
import { problem } from '../../src/problems/problem.js'
import type { RevocationSet } from '../../src/revocation/revocation-set.js'
import { bearer, build, mint } from '../helper.js'

/** Returns the response of the catalogue for a result of the set of revoked tokens. */
async function answerWhen(t: Test, isRevoked: RevocationSet['isRevoked']) {
  const asked: object[] = []
  const app = await build(t, {
    before: (server) => {
      server.revocationSet.isRevoked = (token) => {
        asked.push(token)
        return isRevoked(token)
      }
    }
  })
  const ask = async (token: string) => {
    const answer = await app.inject({ url: '/films/v1/', headers: bearer(token) })
    return { status: answer.statusCode, code: answer.json().code }
  }
  return { ask, asked }
}

const unavailable = () => problem('service-unavailable', { detail: 'no answer' })

const rows: [string, RevocationSet['isRevoked'], number, string | undefined][] = [
  ['not revoked', () => false, 200, undefined],
  ['revoked', () => true, 401, 'token-invalid'],
  ['not revoked, later', async () => false, 200, undefined],
  ['revoked, later', async () => true, 401, 'token-invalid'],
  ['no answer', () => Promise.reject(unavailable()), 503, 'service-unavailable'],
  ['an error nobody foresaw', () => Promise.reject(new Error('unforeseen')), 500, 'internal-error']
]

t.test('the result of the set determines the response, synchronous or not', async (t) => {
  for (const [name, isRevoked, status, code] of rows) {
    const { ask } = await answerWhen(t, isRevoked)
    t.strictSame(await ask(mint()), { status, code }, name)
  }
})

t.test('the set is queried once for every request', async (t) => {
  const { ask, asked } = await answerWhen(t, async () => false)
  const token = mint()
  for (let i = 1; i <= 3; i++) {
    await ask(token)
    t.equal(asked.length, i)
  }
})

t.test('the set is not queried for an invalid token', async (t) => {
  const { ask, asked } = await answerWhen(t, () => false)
  for (const token of ['x', mint('refresh'), mint('access', { exp: 1 })]) await ask(token)
  t.strictSame(asked, [])
})
