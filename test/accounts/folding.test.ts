import t from 'tap'
import { emailKey, formerEmailKey, isEmail } from '../../src/accounts/email.js'
import { foldCase } from '../../src/accounts/fold.js'
import { isMailAddress } from '../../src/mail/address.js'
import { deliverable, otherAccount, sameAccount, undeliverable } from './spellings.js'

t.test('addresses that are equal under case folding are one account', async (t) => {
  for (const [stored, typed, why] of sameAccount) {
    t.equal(emailKey(typed), emailKey(stored), why)
    t.equal(emailKey(emailKey(typed)), emailKey(typed), why)
  }
  for (const [one, other, why] of otherAccount) t.not(emailKey(one), emailKey(other), why)
})

t.test('emailKey and formerEmailKey return these keys', async (t) => {
  for (const [email, key, formerKey] of [
    ['ΝΙΚΟΣ.Π@Example.org', 'νικοσ.π@example.org', 'νικοσ.π@example.org'],
    ['νικος.π@example.org', 'νικοσ.π@example.org', 'νικος.π@example.org'],
    ['\ufb01nn@example.org', '\ufb01nn@example.org', 'finn@example.org'],
    ['STRAẞE@Straße.example', 'straße@xn--strae-oqa.example', 'straße@xn--strae-oqa.example'],
    ['a@ΝΙΚΟΣ.gr', 'a@xn--uxachku.gr', 'a@xn--uxachku.gr'],
    ['a@νικος.gr', 'a@xn--uxachkp.gr', 'a@xn--uxachkp.gr'],
    ['a@é b.gr', 'a@é b.gr', 'a@é b.gr']
  ] as const) {
    t.equal(emailKey(email), key, email)
    t.equal(formerEmailKey(email), formerKey, email)
  }
})

/** Simple case folding of regular expressions: the Unicode table of the engine. */
const equalByUnicode = (one: string, other: string) => new RegExp(`^${one}$`, 'iu').test(other)

t.test('every cased letter folds as Unicode defines', async (t) => {
  const wrong: string[] = []
  for (let point = 0x80; point <= 0x1ffff; point++) {
    const letter = String.fromCodePoint(point)
    if (!/\p{CWCM}/u.test(letter) || letter.normalize('NFKC') !== letter) continue
    const folded = foldCase(letter)
    if (letter === '\u0130') continue
    if (!equalByUnicode(letter, folded) || foldCase(folded) !== folded) wrong.push(letter)
    for (const cased of [letter.toLowerCase(), letter.toUpperCase()]) {
      const isEqual = cased.length === letter.length && equalByUnicode(letter, cased)
      if (isEqual && foldCase(cased) !== folded) wrong.push(`${letter}${cased}`)
    }
  }
  t.strictSame(wrong, [])
})

t.test('isEmail rejects undeliverable addresses and accepts deliverable ones', async (t) => {
  for (const [what, email] of Object.entries(undeliverable)) t.notOk(isEmail(email), what)
  for (const email of deliverable) {
    t.ok(isEmail(email), email)
    t.ok(isMailAddress(emailKey(email)), email)
  }
})
