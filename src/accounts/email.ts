import { domainToASCII } from 'node:url'
import { isMailAddress } from '../mail/address.js'

/** Nothing to translate, or what ends a host or is decoded where URLs are read. */
const keptDomain = /^\p{ASCII}*$|[%/?#]/u

/**
 * A domain by the name that DNS has for it: half of all programs write `xn--bcher-kva` for `bücher`,
 * browsers' address fields among them.
 */
function domainKey(domain: string): string {
  return keptDomain.test(domain) ? domain : domainToASCII(domain) || domain
}

/**
 * The address by which an account is found: without regard to case, and to the several ways in
 * which Unicode writes one character (UAX #15) and one domain (UTS #46).
 */
export function emailKey(email: string): string {
  const key = email.normalize('NFKC').toLowerCase().normalize('NFKC')
  const domain = key.lastIndexOf('@') + 1
  return key.slice(0, domain) + domainKey(key.slice(domain))
}

/** Whether mail can be sent there, as far as its form tells; its key must have that form too. */
export function isEmail(email: string): boolean {
  return isMailAddress(email) && isMailAddress(emailKey(email))
}
