import t from 'tap'
import {
  destinationOf,
  formatRequest,
  isSafe,
  parseRequest,
  takesBody
} from '../../web/views/try/request-line.js'

const places = { origin: 'https://api.example', basePath: '', peers: ['https://peer.example'] }

t.test('a link sends GET and HEAD only', async (t) => {
  const request = { method: 'GET', target: '/films/v1/?a=b c' }
  t.strictSame(parseRequest(formatRequest(request)), request)
  t.strictSame(parseRequest('HEAD /'), { method: 'HEAD', target: '/' })
  for (const text of ['DELETE /users/v1/me', 'POST /x', 'get /x', '/x', 'GET', 'GET ', '']) {
    t.equal(parseRequest(text), null, text)
  }
  t.equal(isSafe(request), true)
  t.equal(takesBody({ ...request, method: 'DELETE' }), true)
})

t.test('requests go to this service and its peers', async (t) => {
  const urls = {
    '/films/v1/': 'https://api.example/films/v1/',
    'films/v1/': 'https://api.example/films/v1/',
    ' / ': 'https://api.example/',
    '//evil.example/x': 'https://api.example//evil.example/x',
    '/a?search=R2 D2#x': 'https://api.example/a?search=R2%20D2%23x',
    'https://api.example/a': 'https://api.example/a',
    'https://user:word@api.example/a': 'https://api.example/a'
  }
  for (const [target, url] of Object.entries(urls)) {
    t.strictSame(destinationOf(target, places), { url, isPeer: false }, target)
  }
  t.strictSame(destinationOf('https://peer.example/a', places), {
    url: 'https://peer.example/a',
    isPeer: true
  })
})

t.test('requests go nowhere else', async (t) => {
  for (const target of [
    'https://evil.example/',
    'http://api.example/',
    'https://api.example@evil.example/',
    'https://api.example.evil.example/',
    'javascript:alert(1)',
    'data:text/plain,x',
    'https://'
  ]) {
    t.equal(destinationOf(target, places), null, target)
  }
  const below = { ...places, basePath: '/star' }
  t.equal(destinationOf('/films/', below)?.url, 'https://api.example/star/films/')
  t.equal(destinationOf('/../films/', below), null)
  t.equal(destinationOf('https://api.example/films/', below), null)
})
