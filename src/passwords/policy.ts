import { problem } from '../problems/problem.js'
import { normalizePassword } from './normalize.js'
import { countPieces, repeatedPiece } from './pieces.js'

/** In code points (NIST SP 800-63B-4 §3.1.1.2 asks for 64 at the least). */
export const maxPasswordLength = 128

/** What everybody thinks of here first. */
const serviceWords = ['starwars', 'api']

/** What stands between words and makes nothing harder to guess. */
const separators = /[\s._@+-]+/g

/** A part of the address that is shorter stands in many words by chance. In code points. */
const minPartLength = 3

export interface PasswordPolicy {
  /** In code points. */
  readonly minLength: number
  /** In lower case. */
  readonly commonPasswords: ReadonlySet<string>
}

/** The address, what is before and after its `@`, and their parts; the longest first. */
function wordsOf(email: string): string[] {
  const address = normalizePassword(email).toLowerCase()
  const wholes = [address, ...address.split('@')].map((whole) => whole.replace(separators, ''))
  return [...wholes, ...address.split(/[^\p{L}\p{N}]+/u), ...serviceWords]
    .filter((word) => [...word].length >= minPartLength)
    .sort((one, other) => other.length - one.length)
}

function weakness(password: string, email: string, policy: PasswordPolicy): string | null {
  const { minLength, commonPasswords } = policy
  const { length } = [...password]
  if (length < minLength) return `it has ${length} characters; at least ${minLength} are needed`
  if (length > maxPasswordLength) return `it has more than ${maxPasswordLength} characters`
  if (/[\p{Cc}\p{Cs}]/u.test(password)) {
    return 'it holds a control character or half of a surrogate pair'
  }
  const lowerCase = password.toLowerCase()
  if (commonPasswords.has(lowerCase)) return 'it is on the lists of common passwords'
  const repeated = repeatedPiece(lowerCase)
  if (repeated !== null && repeated < minLength) return 'it repeats one piece'
  const enough = minLength / 2
  const bare = lowerCase.replace(separators, '')
  if (countPieces(bare) < enough) return 'it is made of sequences and repeated characters'
  // A word counts as one piece, whatever its length.
  const withoutWords = wordsOf(email).reduce((rest, word) => rest.replaceAll(word, '\0'), bare)
  if (countPieces(withoutWords) < enough) {
    return 'it is made of the e-mail address or the name of this service'
  }
  return null
}

/**
 * Refuses passwords that are guessed first, and asks for no mixture of characters: NIST SP
 * 800-63B-4 §3.1.1.2, OWASP ASVS 5.0 V6.2. No estimate of the time to guess one: that takes
 * hundreds of milliseconds of the event loop.
 *
 * @param email of the account
 * @throws Problem `password-weak` with the reason
 */
export function checkPassword(password: string, email: string, policy: PasswordPolicy): void {
  const reason = weakness(normalizePassword(password), email, policy)
  if (reason !== null)
    throw problem('password-weak', { detail: `Choose another password: ${reason}` })
}
