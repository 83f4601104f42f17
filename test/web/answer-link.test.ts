import t from 'tap'
import { linkOf, requestAddress } from '../../web/kit/answer-link.js'

const places = {
  origin: 'https://api.example',
  basePath: '',
  peers: ['https://peer.example']
}
const requestIn = (href = '') => new URLSearchParams(href.split('?')[1]).get('request')

t.test('paths and URLs of the service become requests', async (t) => {
  const texts = {
    '/films/v1/1': 'GET /films/v1/1',
    '/films/v1/?filter%5Bid%5D%5Bgt%5D=2&limit=1':
      'GET /films/v1/?filter%5Bid%5D%5Bgt%5D=2&limit=1',
    'https://api.example/planets/v1/1': 'GET /planets/v1/1',
    'https://peer.example/films/v1/': 'GET https://peer.example/films/v1/'
  }
  for (const [text, request] of Object.entries(texts)) {
    const link = linkOf(text, places)
    t.equal(link?.isForeign, false, text)
    t.equal(requestIn(link?.href), request, text)
  }
})

t.test('URLs of other origins are foreign', async (t) => {
  for (const text of [
    'https://evil.example/films/v1/1',
    'http://api.example/films/v1/1',
    'https://api.example.evil.example/',
    'https://api.example@evil.example/films/v1/'
  ]) {
    t.equal(linkOf(text, places)?.isForeign, true, text)
  }
})

t.test('other texts are no links', async (t) => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,<script>1</script>',
    '//evil.example/films',
    '/\\evil.example/films',
    'see /films/v1/',
    '/films and others',
    'https://',
    'https://a b',
    'https:\\\\evil.example',
    'A New Hope',
    ''
  ]) {
    t.equal(linkOf(text, places), null, text)
  }
})

t.test('a link never brings private text into the address', async (t) => {
  t.equal(linkOf('/users/v1/password_change?token=abc', places), null)
  t.equal(linkOf('https://api.example/users/v1/?search=a@example.org', places), null)
  t.equal(linkOf('/x/eyJhbGciOiJIUzI1NiJ9', places), null)
})

t.test('the path of the service is no part of a request', async (t) => {
  const below = { ...places, basePath: '/star' }
  t.equal(requestIn(linkOf('/star/films/v1/1', below)?.href), 'GET /films/v1/1')
  t.equal(requestIn(linkOf('https://api.example/star/films/v1/1', below)?.href), 'GET /films/v1/1')
  t.equal(linkOf('/films/v1/1', below), null)
  t.equal(linkOf('https://api.example/other', below)?.isForeign, true)
})

t.test('an address names its request', async (t) => {
  t.equal(requestIn(requestAddress('/films/v1/', 'HEAD')), 'HEAD /films/v1/')
})
