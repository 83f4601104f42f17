import { domainToASCII } from 'node:url'
import { isMailAddress } from '../mail/address.js'
import { foldCase } from './fold.js'

/** Domains that are not converted: ASCII, or with a character that ends or encodes a host in a URL. */
const keptDomain = /^\p{ASCII}*$|[%/?#]/u

/**
 * Returns the DNS name of a domain: many programs, browsers' address fields among them, write
 * `xn--bcher-kva` for `bücher`. UTS #46 decides which domains are the same, not `foldCase`. Lower-cases
 * each letter on its own, because a sigma at the end of a word would become a final sigma.
 */
function domainKey(domain: string): string {
  const small = Array.from(domain.normalize('NFKC'), (letter) => letter.toLowerCase()).join('')
  const key = small.normalize('NFKC')
  return keptDomain.test(key) ? key : domainToASCII(key) || key
}

/**
 * The key by which an account is found. It is the same for each case of an address, and for each way
 * to write a character (UAX #15) and a domain (UTS #46).
 */
export function emailKey(email: string): string {
  const domain = email.lastIndexOf('@') + 1
  return foldCase(email.slice(0, domain)) + domainKey(email.slice(domain))
}

/**
 * The key that the previous release gives an address. It does not fold some letters that this release
 * folds, the final sigma among them. Finds the accounts that the previous release created; the next
 * release removes it.
 */
export function formerEmailKey(email: string): string {
  const key = email.normalize('NFKC').toLowerCase().normalize('NFKC')
  const domain = key.lastIndexOf('@') + 1
  const name = key.slice(domain)
  return key.slice(0, domain) + (keptDomain.test(name) ? name : domainToASCII(name) || name)
}

/** Whether an address is well-formed, as written and in its normalised forms. */
export function isEmail(email: string): boolean {
  return [email, emailKey(email), email.normalize('NFKC')].every(isMailAddress)
}
