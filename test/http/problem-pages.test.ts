import t from 'tap'
import { problemCodes, problems } from '../../src/problems/catalogue.js'
import { build } from '../helper.js'
import { assertProblem, statuses } from './assert-problem.js'

for (const code of problemCodes) {
  t.test(`/problems/${code} explains the problem`, async (t) => {
    const answer = await (await build(t)).inject(`/problems/${code}`)
    t.equal(answer.statusCode, 200)
    t.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
    t.match(answer.body, /^<!doctype html>\n<html lang="en">/)
    t.match(answer.body, `<h1>${problems[code].title}</h1>`)
    t.match(answer.body, `<code>${code}</code> · HTTP status ${statuses[code]}`)
    t.match(answer.body, '<h2>What to do</h2>')
    t.notMatch(answer.body, /`|<token>|&amp;lt;/, 'escaped once, and code is marked up')
  })
}

t.test('/problems/ links to every problem', async (t) => {
  const server = await build(t)
  const { body } = await server.inject('/problems/')
  const links = [...body.matchAll(/<a href="([^"]+)"/g)].map(
    ([, link]) => new URL(link as string, 'http://x/problems/').pathname
  )
  t.strictSame(
    links,
    problemCodes.map((code) => `/problems/${code}`)
  )
})

const unknown = ['no-such-code', 'constructor', '__proto__', 'toString', 'Token-Missing', '%3Cb%3E']

for (const code of unknown) {
  t.test(`/problems/${code} returns 404`, async (t) => {
    const answer = await (await build(t)).inject(`/problems/${code}`)
    assertProblem(t, answer, 'not-found')
    t.notMatch(answer.body, '<')
  })
}
