import { readFileSync } from 'node:fs'
import t from 'tap'
import { readCommonPasswords, readCommonWords } from '../../src/passwords/common-passwords.js'
import { normalizePassword } from '../../src/passwords/normalize.js'
import { countPieces, splitText } from '../../src/passwords/password-patterns.js'
import { checkPassword } from '../../src/passwords/policy.js'

const lists = ['common-passwords', 'common-words'].map((name) =>
  readFileSync(`data/${name}.txt`, 'utf8')
)
const commonWords = readCommonWords(lists)
const policy = { minLength: 15, commonPasswords: readCommonPasswords(lists, 15), commonWords }
const email = 'finn@example.org'

/** A password, its number of pieces, and its number of different words. */
type Row = readonly [password: string, pieces: number, words: number]

/** Eight pieces or four words, in many languages. */
const phrases: readonly Row[] = [
  ['correct horse battery staple', 9, 4],
  ['rainbow harvest under twin suns', 7, 4],
  ['seven quiet moons behind glass', 6, 5],
  ['purple monkey dishwasher lamp', 4, 4],
  ['Cold coffee never helped anyone', 5, 5],
  ['The quick brown fox, again', 10, 3],
  ['velvet-orbit-mango-tuba', 7, 4],
  ['lantern_cactus_whisper_plum', 7, 4],
  ['My dog ate 3 blue socks', 8, 4],
  ['thirteen small owls agree', 7, 4],
  ['we had soup on a Tuesday', 10, 3],
  ["grandma's clock runs late", 6, 4],
  ['Regen trommelt aufs Blechdach', 16, 3],
  ['Mein Hund frisst gern Socken', 19, 3],
  ['drei Äpfel und ein Löffel', 16, 3],
  ['Schöne Grüße aus Köln am Rhein', 25, 1],
  ['le chat noir dort au soleil', 14, 3],
  ['cinq pommes sous la table', 12, 4],
  ['Garçon, un café crème!', 19, 2],
  ['la casa azul junto al mar', 12, 3],
  ['mañana llueve en Sevilla', 13, 3],
  ['tres tristes tigres comen trigo', 14, 3],
  ['quattro gatti sul tetto rosso', 13, 3],
  ['domani piove sul mare', 15, 2],
  ['o gato preto dorme na janela', 13, 4],
  ['pão quente com manteiga', 15, 2],
  ['de fiets staat in de regen', 16, 1],
  ['tien kleine visjes zwemmen', 18, 3],
  ['hunden sover under bordet', 15, 4],
  ['snön faller över Malmö', 13, 4],
  ['kissa nukkuu uunin päällä', 13, 3],
  ['czerwony rower w deszczu', 16, 3],
  ['żółta łódź na jeziorze', 19, 1],
  ['kočka spí na okně v kuchyni', 22, 1],
  ['a macska az ablakban alszik', 18, 4],
  ['mavi bisiklet yağmurda kaldı', 25, 1],
  ['con mèo ngủ trên mái nhà', 17, 1],
  ['kucing tidur di atas atap', 19, 1],
  ['пароль из нескольких слов', 18, 2],
  ['синий кит пьёт чай утром', 18, 1],
  ['кіт спить на теплій печі', 18, 2],
  ['η γάτα κοιμάται στο παράθυρο', 22, 2],
  ['החתול ישן על החלון הכחול', 20, 1],
  ['القطة تنام على النافذة الزرقاء', 26, 1],
  ['बिल्ली खिड़की पर सोती है', 20, 0],
  ['แมวนอนอยู่บนหลังคาบ้านสีฟ้า', 27, 3],
  ['長い日本語のパスワードも使えますよ', 17, 1],
  ['ねこがまどでねているのをみたよ', 15, 1],
  ['고양이가 창문 옆에서 자고 있다', 13, 1],
  ['猫在蓝色屋顶上睡觉而狗在门口等着', 16, 1],
  ['🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🦆🐙', 15, 0]
]

/** Passwords of password managers and dice. */
const generated: readonly Row[] = [
  ['vK8#qLw2!xTz9mP', 15, 0],
  ['736 185 942 607 381', 15, 0],
  ['kqzvxmwpdjrhtbn', 15, 1],
  ['dovqar-6pymni-hobdet', 18, 2],
  ['9f86d081884c7d65', 15, 0],
  ['6f9619ff-8b86-d011-b42d-00c04fc964ff', 27, 0],
  ['Zm9vYmFyIGJheiBx', 16, 1],
  ['j7N.pQ4_xW9@rT2', 12, 0],
  ['abacus-quartz-nimbus-fjord-tulip', 9, 5],
  ['7KQ2-MX4P-9ZRT-W3VN', 16, 1]
]

/** Words and runs, names and years, doubled and joined. */
const weak: readonly Row[] = [
  ['password12345678', 2, 1],
  ['passwordpasswordx', 3, 1],
  ['password1password2', 2, 1],
  ['Passw0rd!Passw0rd?', 4, 1],
  ['P@ssw0rd12345678', 2, 1],
  ['sunshineprincess', 2, 2],
  ['footballbasketball', 2, 2],
  ['monkeydragonsunshine12', 4, 3],
  ['letmeinletmein1', 2, 1],
  ['iloveyou iloveyou 1', 2, 1],
  ['welcome123456789', 2, 1],
  ['admin1234567890', 2, 1],
  ['qwerty123456789!', 3, 1],
  ['1qaz2wsx3edc4rfv!', 3, 2],
  ['1qazxsw23edcvfr4', 2, 1],
  ['Michael19851985', 2, 1],
  ['Christopher1985', 5, 1],
  ['jennifer2026jennifer', 6, 1],
  ['Liverpool-2026-!!', 6, 1],
  ['January2026January', 6, 1],
  ['horse horse staple staple', 4, 2],
  ['correct horse battery', 3, 3],
  ['correcthorsebattery99', 4, 3],
  ['manchesterunited1', 2, 2],
  ['11223344556677889', 1, 0],
  ['abcdefgh12345678x', 3, 0],
  ['asdfghjklqwertyuiop', 2, 0],
  ['йцукенгшщзхъфыва', 2, 0],
  ['password dragon monkey 1234', 4, 3],
  ['password dragon monkey 1985', 6, 3],
  ['superman-batman-robin', 3, 3],
  ['ｐａｓｓｗｏｒｄ１２３４５６７８', 2, 1],
  ['password1 password2 password3 monkey1', 4, 2],
  ['pass-word-pass-word', 2, 1],
  ['starwars starwars api', 5, 1],
  ['123456 qwerty asdfgh zxcvbn', 3, 1]
]

const count = (password: string, longestWord = 14) =>
  countPieces(splitText(normalizePassword(password).toLowerCase()), {
    words: commonWords,
    longestWord,
    own: []
  })

t.test('strong passwords are accepted in any language', async (t) => {
  t.ok(phrases.length >= 50)
  for (const [password, pieces, words] of [...phrases, ...generated]) {
    const tally = count(password)
    t.strictSame([tally.pieces, tally.words], [pieces, words], password)
    t.ok(pieces >= 8 || words >= 4)
    t.doesNotThrow(() => checkPassword(password, email, policy), password)
  }
})

t.test('weak passwords are rejected, with their number of pieces', async (t) => {
  for (const [password, pieces, words] of weak) {
    const tally = count(password)
    t.strictSame([tally.pieces, tally.words], [pieces, words], password)
    t.ok(pieces < 8 && words < 4)
    t.throws(() => checkPassword(password, email, policy), { code: 'password-weak' }, password)
  }
  t.throws(() => checkPassword('monkeydragonsunshine12', email, policy), {
    message: /it has 4 pieces, .*; at least 8 pieces, or 4 different words, are required$/
  })
})

t.test('words along a keyboard row are words, also with a doubled letter', async (t) => {
  for (const password of [
    'tree book door lamp',
    'tree lamp river candle',
    'window tree orange bottle',
    'apple tree garden fence',
    'feed horse window lamp'
  ]) {
    t.equal(count(password).words, 4, password)
    t.doesNotThrow(() => checkPassword(password, email, policy), password)
  }
  t.equal(count('qwerty asdfgh').words, 0)
})

t.test('a long common password is one piece of a longer password', async (t) => {
  const password = 'ichmagschokolade1'
  t.equal(count(password).pieces, 17)
  t.equal(count(password, 40).pieces, 2)
  t.throws(() => checkPassword(password, email, policy), { message: /has 2 pieces/ })
})

t.test('four words remain sufficient if more text follows', async (t) => {
  for (const more of ['7', ' 2026', '!!', ' correct horse']) {
    t.doesNotThrow(() => checkPassword(`purple monkey dishwasher lamp${more}`, email, policy))
  }
})

t.test('one of the four words may be part of the address', async (t) => {
  const check = (password: string) => () =>
    checkPassword(password, 'john.smith@galaxy.example', policy)
  t.doesNotThrow(check('smith eats purple lemon'))
  t.throws(check('john smith galaxy lemon'), { code: 'password-weak' })
  t.throws(check('smith john lemon purple'), { code: 'password-weak' })
})

t.test('the work is bounded by the square of the length', async (t) => {
  let lookups = 0
  const counting = {
    has(word: string) {
      lookups++
      return commonWords.has(word)
    }
  }
  const look = (password: string) => {
    lookups = 0
    try {
      checkPassword(password, 'a@b.example', { ...policy, commonWords: counting })
    } catch {
      // The result does not matter, only the work.
    }
    return lookups
  }
  const letters = 'qhzvmkwdjrbtnxcpgflsoyiaeu'
  const longest = letters.repeat(5).slice(0, 128)
  for (const password of [longest, 'é'.repeat(128), 'horse '.repeat(21), '🦊a'.repeat(64)]) {
    t.ok(look(password) <= 128 * (11 + 37), `${lookups} for ${password.slice(0, 10)}`)
  }
  t.equal(look(`${longest}q`), 0, 'no lookup for a password that is too long')
  t.equal(look('ﷺ'.repeat(60_000)), 0)
})
