/** The longest address that mail is delivered to (RFC 5321 §4.5.3.1.3). In characters. */
export const maxEmailLength = 254

/**
 * One `@`, and nothing around it that needs quoting in a mail's header (RFC 5322 §3.2.3): no white
 * space, control or invisible characters, half characters, quotes, brackets, commas, colons.
 */
const address = /^[^\s\p{Cc}\p{Cf}\p{Cs}()<>[\]:;@\\,"]+@[^\s\p{Cc}\p{Cf}\p{Cs}()<>[\]:;@\\,"]+$/u

/**
 * The address by which an account is found: without regard to case, and to the several ways in
 * which Unicode writes one character (UAX #15).
 */
export function emailKey(email: string): string {
  return email.normalize('NFKC').toLowerCase().normalize('NFKC')
}

/** Whether mail can be sent there, as far as its form tells; its key must have that form too. */
export function isEmail(email: string): boolean {
  return email.length <= maxEmailLength && address.test(email) && address.test(emailKey(email))
}
