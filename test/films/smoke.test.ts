import t from 'tap'
import { bearer, build, mint } from '../helper.js'

t.test('a client with a valid access token lists the six films', async (t) => {
  const app = await build(t)
  const answer = await app.inject({ url: '/films/v1/', headers: bearer(mint()) })
  t.equal(answer.statusCode, 200)
  t.equal(answer.json().results.length, 6)
})
