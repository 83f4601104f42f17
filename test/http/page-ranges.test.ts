import t from 'tap'
import { build } from '../helper.js'

t.test('the Range header of a page is ignored', async (t) => {
  const server = await build(t)
  const headers = { range: 'bytes=999999999-' }
  const answer = await server.inject({ url: '/ui/static/swagger-ui.css', headers })
  t.equal(answer.statusCode, 200)
})
