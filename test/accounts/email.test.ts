import t from 'tap'
import { emailKey, isEmail } from '../../src/accounts/email.js'

const good = [
  'rey@example.org',
  'r@x',
  "o'hara+jedi=1@sub.example.org",
  'Örsted@müller.example',
  '用户@例子.广告',
  `${'a'.repeat(64)}@${'b'.repeat(62)}.${'c'.repeat(62)}.${'d'.repeat(59)}.org`
]

const bad = {
  'no @': 'rey.example.org',
  'nothing before it': '@example.org',
  'nothing after it': 'rey@',
  'two of them': 'rey@example@org',
  'two of them, one in another width': 'rey＠x@example.org',
  'white space': 'rey @example.org',
  'white space that another character stands for': 'rey¨@example.org',
  'a line break': 'rey@example.org\r\nBcc: all@example.org',
  'a control character': 'rey\u0000@example.org',
  'an invisible character': 'rey\u200b@example.org',
  'text that runs backwards': 'rey\u202e@example.org',
  'half a character': 'rey\ud800@example.org',
  'a character that means something to few': 'rey\ue000@example.org',
  'a second address': 'rey@example.org,finn',
  'a second address before it': 'finn,rey@example.org',
  'a name': 'Rey<rey@example.org>',
  'a comment': 'rey(jedi)@example.org',
  quotes: '"rey"@example.org',
  'a network address': 'rey@[192.0.2.1]',
  'too long': `${'a'.repeat(64)}@${'b'.repeat(62)}.${'c'.repeat(62)}.${'d'.repeat(60)}.org`,
  'too long before the @': `${'a'.repeat(65)}@example.org`,
  nothing: ''
}

for (const email of good) {
  t.test(`${email.slice(0, 40)} is an address`, async (t) => {
    t.ok(isEmail(email))
    t.ok(isEmail(emailKey(email)))
  })
}

for (const [what, email] of Object.entries(bad)) {
  t.test(`an address with ${what} is rejected`, async (t) => {
    t.notOk(isEmail(email))
  })
}

const sameAccount = [
  ['rey@example.org', 'REY@Example.ORG'],
  ['é@example.org', 'e\u0301@example.org'],
  ['É@example.org', 'e\u0301@example.org'],
  ['ｒey@example.org', 'rey@example.org'],
  ['K@example.org', 'k@example.org'],
  ['rey@Bücher.example', 'rey@xn--bcher-kva.example'],
  ['rey@例子。广告', 'rey@xn--fsqu00a.xn--4rr70v']
] as const

for (const [one, other] of sameAccount) {
  t.test(`${one} and ${other} are one account`, async (t) => {
    t.equal(emailKey(one), emailKey(other))
    t.equal(emailKey(emailKey(one)), emailKey(one))
  })
}

t.test('an invalid internationalized domain is kept unchanged', async (t) => {
  t.equal(emailKey('rey@xn--iñvalid.example'), 'rey@xn--iñvalid.example')
})

t.test('different addresses are different accounts', async (t) => {
  t.not(emailKey('rey@example.org'), emailKey('r.ey@example.org'))
  t.not(emailKey('rey@example.org'), emailKey('rey+1@example.org'))
  for (const domain of ['m%C3%BCller.example', 'müller.exampl%65', 'müller.example/x']) {
    t.not(emailKey(`rey@${domain}`), emailKey('rey@müller.example'), domain)
  }
})
