/**
 * Returns the form in which a password is checked, hashed and compared: the same characters typed on
 * different keyboards give the same password (NIST SP 800-63B-4 §3.1.1.2).
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC')
}
