import { readFileSync } from 'node:fs'
import t from 'tap'
import { readCommonPasswords, readCommonWords } from '../../src/passwords/common-passwords.js'
import { checkPassword } from '../../src/passwords/policy.js'
import { Problem } from '../../src/problems/problem.js'

const lists = ['common-passwords', 'common-words'].map((name) =>
  readFileSync(`data/${name}.txt`, 'utf8')
)
const commonPasswords = readCommonPasswords(lists, 15)
const commonWords = readCommonWords(lists)
const email = 'Rey.Skywalker@Resistance.example.org'

/** Returns the reason of a rejection, or undefined. */
function refusal(password: string, address = email, minLength = 15): string | undefined {
  try {
    checkPassword(password, address, { minLength, commonPasswords, commonWords })
    return undefined
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'password-weak') throw error
    return error.message
  }
}

const refused: Record<string, readonly string[]> = {
  'it has 14 characters; at least 15 are required': [
    'vK8#qLw2!xTz9m',
    '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🦆',
    // Fifteen characters as sent, fourteen when composed.
    'vK8#qLw2!xTz9e\u0301'
  ],
  'it has 0 characters; at least 15 are required': [''],
  'it has more than 128 characters': ['correct horse battery '.repeat(6), 'ﷺ'.repeat(8)],
  'it contains a control character or half of a surrogate pair': [
    'vK8#qLw2!x\0Tz9mPd4',
    'vK8#qLw2!x\r\nTz9mPd4',
    'vK8#qLw2!x\ud800Tz9mPd4',
    'vK8#qLw2!xTz9mPd4\udc00',
    '\0'.repeat(15)
  ],
  'it is on a list of common passwords': [
    'qwerty123456789',
    '1qaz2wsx3edc4rfv',
    'CristianoRonaldo',
    'passwordstandard',
    'ManchesterUnited',
    // Full-width characters, which NFKC replaces by ASCII.
    'ｍａｎｃｈｅｓｔｅｒｕｎｉｔｅｄ'
  ],
  'it only repeats a shorter text': [
    'aAaAaAaAaAaAaAaAa',
    'ξξξξξξξξξξξξξξξ',
    'abqabqabqabqabq',
    'x7Kq!x7kq!x7kQ!x',
    'Skywalk3r!Skywalk3r!',
    '🦊🐻🦊🐻🦊🐻🦊🐻🦊🐻🦊🐻🦊🐻🦊🐻'
  ],
  'it consists mainly of sequences and repeated characters': [
    'bcdefghijklmnopqr',
    'zyxwvutsrqponmlkj',
    'abcdefgh12345678',
    'aaaabbbbcccceeee',
    'asdfghjklpoiuytrewq',
    '2345678901234567!',
    'QWERTZuiopASDFGHjkl!?',
    'a b c d e f g h i j k l',
    '.-._.-._.- ___ . _'
  ],
  'it consists mainly of the e-mail address or the name of this service': [
    email,
    'rey.skywalker@resistance.example.org',
    'skywalker.rey.2026',
    'Skywalker-Skywalker1',
    'reyskywalker12345678',
    'resistance.example',
    'StarWars-API-2026!',
    'star wars star_wars!',
    '!!starwars2026!!'
  ]
}

for (const [reason, passwords] of Object.entries(refused)) {
  for (const password of passwords) {
    t.test(`${JSON.stringify(password.slice(0, 40))} is rejected: ${reason}`, async (t) => {
      t.equal(refusal(password), `Choose another password: ${reason}`)
    })
  }
}

const taken = [
  'correct horse battery staple',
  'vK8#qLw2!xTz9mP',
  'all lower case letters only',
  '736 185 942 607 381',
  '               x7Kq!vW2#',
  'Ünïcödé passt aüch hiér',
  'пароль из нескольких слов',
  '長い日本語のパスワードも使えますよ',
  '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🦆🐙',
  'my starwars-api thing with a hat',
  'skywalker eats a purple lemon',
  'correct horse battery staple/correct horse battery staple/',
  "'; drop table users; select 1; --",
  '<script>alert("x")</script>',
  '__proto__ constructor prototype valueOf',
  `${'vK8#qLw2'.repeat(15)}!xTz9mPd`
]

for (const password of taken) {
  t.test(`${JSON.stringify(password.slice(0, 40))} is accepted`, async (t) => {
    t.equal(refusal(password), undefined)
  })
}

t.test('a repetition of a sufficient piece is accepted', async (t) => {
  t.equal(refusal('vK8#qLw2!xTz9mPvK8#qLw2!xTz9mP'), undefined)
})

t.test('the parts of the account address are recognized', async (t) => {
  t.equal(refusal('zorblaxu12345678 x', 'finn@example.com'), undefined)
  t.match(refusal('zorblaxu12345678 x', 'zorblaxu@example.com'), /e-mail address/)
  t.equal(
    refusal('b4 k9 a7 w2 v5 x1', 'a@b'),
    undefined,
    'a single letter does not count as a part'
  )
})

t.test('the minimum is a setting, the maximum is fixed', async (t) => {
  t.match(refusal('vK8#qLw2!xTz9mPdQ', email, 18), /at least 18/)
  t.equal(refusal('vK8#qLw2', email, 8), undefined)
  t.match(refusal('v'.repeat(129)), /more than 128/)
})

t.test('the list contains the passwords that are long enough', async (t) => {
  t.ok(commonPasswords.size > 9000)
  for (const entry of commonPasswords) {
    if ([...entry].length < 15 || entry !== entry.normalize('NFKC').toLowerCase()) t.fail(entry)
  }
  const longer = readCommonPasswords(['# no password\nabcdefgh\nabcdefghi\n', 'b\n'], 9)
  t.strictSame([...longer], ['abcdefghi'])
  t.strictSame([...readCommonWords(['# none\nabc\nab-cd\n', 'wort\n'])], ['abcd', 'wort'])
  t.ok(commonWords.has('michael') && commonWords.has('pssw0rd') && !commonWords.has('the'))
  t.ok(readCommonPasswords(lists, 8).has('password1'), 'a lower minimum includes more of them')
})

t.test('the lists name their source, and contain no addresses', async (t) => {
  t.match(lists[0], /^# .*SecLists.*MIT License/m)
  t.match(lists[1], /^# .*MIT License: common-words.LICENSE.txt/m)
  t.match(readFileSync('data/common-words.LICENSE.txt', 'utf8'), /Permission is hereby granted/)
  const entries = lists.flatMap((list) => list.split('\n')).filter((line) => !line.startsWith('#'))
  t.strictSame(
    entries.filter((entry) => /@.+\./.test(entry)),
    []
  )
})
