import t from 'tap'
import { isMailAddress, parseMailbox } from '../../src/mail/address.js'

/** A domain of 250 characters. */
const longDomain = `${'a'.repeat(62)}.${'b'.repeat(62)}.${'c'.repeat(62)}.${'d'.repeat(61)}`

const good = [
  'rey@example.org',
  "o'hara+star.wars_1=x@sub.example.museum",
  'rey@localhost',
  'réy@exämple.org',
  '雷伊@例え.jp',
  '!#$%&*/=?^`{|}~-@example.org',
  `${'a'.repeat(64)}@example.org`,
  `${'é'.repeat(32)}@example.org`,
  `rey@${longDomain}`,
  'rey@xn--exmple-cua.org'
]
const bad = [
  '',
  'rey',
  '@example.org',
  'rey@',
  'rey@@example.org',
  'a@b@example.org',
  ' rey@example.org',
  'rey@example.org\n',
  'rey\r\nBcc: finn@example.org@example.org',
  'rey@example.org\r\nBcc:finn',
  'rey\0@example.org',
  'rey\u0085@example.org',
  'rey\u2028@example.org',
  'rey\u200b@example.org',
  'rey\ud800@example.org',
  'a,b@example.org',
  'a;b@example.org',
  'group:a@example.org',
  '<rey@example.org>',
  'rey@example.org>',
  '"rey"@example.org',
  'rey\\@example.org',
  'rey(comment)@example.org',
  'rey@[127.0.0.1]',
  `${'a'.repeat(65)}@example.org`,
  `${'é'.repeat(33)}@example.org`,
  `reyes@${longDomain}`,
  `réy@${longDomain}`,
  'rey@xn--.org',
  'rey@a.0x1',
  'rey@0x7f',
  'rey@1.2.3.4'
]

t.test('common addresses are valid', async (t) => {
  for (const text of good) t.equal(isMailAddress(text), true, encodeURI(text))
})

t.test('text with a meaning in a header or in SMTP is no valid address', async (t) => {
  for (const text of bad)
    t.equal(isMailAddress(text), false, JSON.stringify(text).replace(/[^ -~]/gu, '?'))
})

t.test('a mailbox may have a name', async (t) => {
  t.strictSame(parseMailbox('a@b.org'), { name: '', address: 'a@b.org' })
  t.strictSame(parseMailbox('<a@b.org>'), { name: '', address: 'a@b.org' })
  t.strictSame(parseMailbox('Star Wars, "API" <a@b.org>'), {
    name: 'Star Wars, "API"',
    address: 'a@b.org'
  })
  for (const text of [
    '',
    'Star Wars',
    'x <a@b.org> y',
    'x <>',
    'x <y> <a@b.org>',
    'x\n<a@b.org>'
  ]) {
    t.equal(parseMailbox(text), null, text)
  }
})
