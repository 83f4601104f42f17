/** Two spellings of the address of one account, and the reason. */
export const sameAccount: readonly (readonly [stored: string, typed: string, why: string])[] = [
  ['νικος.π@example.org', 'ΝΙΚΟΣ.Π@example.org', 'a final sigma is a sigma'],
  ['νικος@example.org', 'ΝΙΚΟΣ@example.org', 'at the end, too'],
  ['ζευς@example.org', 'ζευσ@example.org', 'written as another one'],
  ['οδυσσευς+ς@example.org', 'ΟΔΥΣΣΕΥΣ+Σ@example.org', 'beside what is no letter'],
  ['rey@example.org', 'REY@Example.ORG', 'ASCII'],
  ['Örsted@example.org', 'o\u0308RSTED@example.org', 'composed or not'],
  ['sam@example.org', '\u017fam@example.org', 'the long s'],
  ['kylo@example.org', '\u212aYLO@example.org', 'the Kelvin sign'],
  ['μ@example.org', '\u00b5@example.org', 'the micro sign'],
  ['βίος@example.org', 'ϐΊΟΣ@example.org', 'another beta'],
  ['дом@example.org', '\u1c81ОМ@example.org', 'another de'],
  ['\u1fb3@example.org', '\u1fbc@example.org', 'an iota below'],
  ['straße@example.org', 'STRA\u1e9eE@example.org', 'the capital sharp s'],
  ['i\u0307@example.org', '\u0130@example.org', 'an i whose dot stays'],
  ['\u01c6@example.org', '\u01c5@example.org', 'a digraph in its three cases'],
  ['poe@example.org', '\uff30oe@example.org', 'full width'],
  ['ⴀ@example.org', '\u10a0@example.org', 'Georgian'],
  ['\uab70@example.org', '\u13a0@example.org', 'Cherokee'],
  ['𐐨@example.org', '𐐀@example.org', 'beyond the first plane']
]

/**
 * Addresses of different accounts: one folds to several characters, or they differ in more than
 * case.
 */
export const otherAccount: readonly (readonly [one: string, other: string, why: string])[] = [
  ['straße@example.org', 'strasse@example.org', 'ß is not ss'],
  ['STRA\u1e9eE@example.org', 'STRASSE@example.org', 'neither is ẞ'],
  ['\ufb01nn@example.org', 'finn@example.org', 'a ligature'],
  ['\ufb05@example.org', 'st@example.org', 'another one'],
  ['\u0131@example.org', 'i@example.org', 'no dot'],
  ['f\u0131nn@example.org', 'FINN@example.org', 'no dot, and capital letters'],
  ['\u0130@example.org', 'i@example.org', 'a dot that stays'],
  ['\u01c6@example.org', 'dž@example.org', 'a digraph'],
  ['\u0149@example.org', 'ʼn@example.org', 'a letter with an apostrophe'],
  ['\u1fb3@example.org', 'αι@example.org', 'an iota below'],
  ['r\u00e9y@example.org', 'rey@example.org', 'an accent'],
  ['\u0430@example.org', 'a@example.org', 'another script']
]

/** Undeliverable addresses. */
export const undeliverable: Readonly<Record<string, string>> = {
  'a dot for a domain': 'a@.',
  'two dots together': 'a..b@example..org',
  'two dots before the @': 'a..b@example.org',
  'two dots in the domain': 'rey@example..org',
  'a hyphen for a domain': '-a@-',
  'a dot at the begin': '.rey@example.org',
  'a dot before the @': 'rey.@example.org',
  'a dot behind the @': 'rey@.example.org',
  'a dot at the end': 'rey@example.org.',
  'a hyphen behind the @': 'rey@-example.org',
  'a hyphen at the end': 'rey@example.org-',
  'a hyphen at the end of a label': 'rey@example-.org',
  'a hyphen at the begin of one': 'rey@mail.-example.org',
  'an underscore in the domain': 'rey@mail_server.example.org',
  'a plus in the domain': 'rey@exam+ple.org',
  'a slash in the domain': 'rey@example.org/x',
  'a percent sign in the domain': 'rey@ex%61mple.org',
  'a number for a top-level domain': 'rey@example.123',
  'a network address': 'rey@127.0.0.1',
  'a network address in another width': 'rey@１２７.0.0.1',
  'a label of 64': `rey@${'a'.repeat(64)}.org`,
  'a translated label of more than 63': `rey@${'ü'.repeat(60)}.org`,
  'a domain that DNS does not know how to write': 'rey@xn--iñvalid.example',
  'dots that another character stands for': 'a\u2025b@example.org',
  'a dot that another character stands for': 'rey\u2024@example.org',
  'a wide dot at the end': 'rey@example\uff0eorg\uff0e'
}

/** Deliverable addresses. */
export const deliverable = [
  'a@b',
  'a.b.c@example.org',
  'a-@example.org',
  '-a@example.org',
  '_@example.org',
  'a@x-y.example',
  'a@1.example',
  'a@3com.example',
  'a@xn--bcher-kva.example',
  'a@bücher.example',
  'a@παράδειγμα.δοκιμή',
  'νικος.π@example.org',
  `a@${'a'.repeat(63)}.org`,
  'rey@例子。广告'
]
