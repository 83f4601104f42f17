import { domainToASCII } from 'node:url'
import { isMailAddress } from '../mail/address.js'
import { foldCase } from './fold.js'

/** Nothing to translate, or what ends a host or is decoded where URLs are read. */
const keptDomain = /^\p{ASCII}*$|[%/?#]/u

/**
 * A domain by the name that DNS has for it: half of all programs write `xn--bcher-kva` for `bücher`,
 * browsers' address fields among them. DNS decides what is one there (UTS #46), not the case folding:
 * letter by letter, because a word's end makes no other name.
 */
function domainKey(domain: string): string {
  const small = Array.from(domain.normalize('NFKC'), (letter) => letter.toLowerCase()).join('')
  const key = small.normalize('NFKC')
  return keptDomain.test(key) ? key : domainToASCII(key) || key
}

/**
 * The address by which an account is found: without regard to case, and to the several ways in
 * which Unicode writes one character (UAX #15) and one domain (UTS #46).
 */
export function emailKey(email: string): string {
  const domain = email.lastIndexOf('@') + 1
  return foldCase(email.slice(0, domain)) + domainKey(email.slice(domain))
}

/**
 * The key that the release before this one gives an address: of some letters, the final sigma among
 * them, it keeps what this one folds. Accounts that it made are found by it. Goes in the next release.
 */
export function formerEmailKey(email: string): string {
  const key = email.normalize('NFKC').toLowerCase().normalize('NFKC')
  const domain = key.lastIndexOf('@') + 1
  const name = key.slice(domain)
  return key.slice(0, domain) + (keptDomain.test(name) ? name : domainToASCII(name) || name)
}

/** Whether mail can be sent there, as far as its form tells; what its characters stand for counts too. */
export function isEmail(email: string): boolean {
  return [email, emailKey(email), email.normalize('NFKC')].every(isMailAddress)
}
