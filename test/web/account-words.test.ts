import t from 'tap'
import { describeDevice } from '../../web/views/account/device.js'
import { helpFor, leastLength } from '../../web/views/account/help.js'

t.test('user agents in words', async (t) => {
  const mozilla = 'Mozilla/5.0'
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  for (const [agent, words] of [
    ['', 'Unknown device'],
    ['curl/8.5.0', 'curl 8'],
    ['node', 'Node.js'],
    ['python-requests/2.32.3', 'Python (requests) 2'],
    ['<b>bold</b>', '<b>bold</b>'],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
    [
      `${mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`,
      'Firefox 140 on Linux'
    ],
    [
      `${mozilla} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
      'Chrome 141 on Windows'
    ],
    [
      `${mozilla} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
      'Edge 141 on Windows'
    ],
    [
      `${mozilla} (Linux; Android 10; K) ${webkit} Chrome/141.0.0.0 Mobile Safari/537.36`,
      'Chrome 141 on Android'
    ],
    [
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1`,
      'Safari 18 on iPhone'
    ],
    [
      `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
      'Safari 18 on macOS'
    ]
  ] as const) {
    t.equal(describeDevice(agent), words)
  }
})

const problem = (code: string, more: object = {}) => ({
  title: 'Title',
  status: 400,
  code,
  ...more
})

t.test('a rejected request says how long to wait', async (t) => {
  t.match(helpFor(problem('rate-limited', { retryAfter: 90 })), 'in 1 min 30 s')
  t.match(helpFor(problem('rate-limited')), 'Wait a moment')
})

t.test('problems of accounts have help, others none', async (t) => {
  for (const code of [
    'credentials-invalid',
    'email-unverified',
    'account-disabled',
    'user-already-logged-in',
    'password-weak'
  ]) {
    t.type(helpFor(problem(code)), 'string', code)
  }
  t.equal(helpFor(problem('internal-error')), null)
})

t.test('the least length of a password is that of the rejection', async (t) => {
  const detail = 'Choose another password: it has 3 characters; at least 15 are required'
  t.equal(leastLength(detail), 15)
  t.equal(leastLength('Choose another password: it only repeats a shorter text'), null)
  t.equal(leastLength(undefined), null)
})
