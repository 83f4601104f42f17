import { problem } from '../problems/problem.js'
import { normalizePassword } from './normalize.js'
import { countPieces, splitText } from './password-patterns.js'
import { repeatedPiece } from './repetitions.js'
import { separators } from './separators.js'

/** In code points (NIST SP 800-63B-4 §3.1.1.2 asks for 64 at the least). */
export const maxPasswordLength = 128

/** In UTF-16 units; what is longer has too many code points whatever normalising makes of it. */
const maxRawLength = 8 * maxPasswordLength

/** So many words that have nothing to do with each other are enough, however common they are. */
const enoughWords = 4

/** In code points: of single words, and of all the common passwords that are looked for in longer ones. */
const longestWord = 14
const longestPassword = 40

/** What everybody thinks of here first. */
const serviceWords = ['starwars', 'api']

/** A part of the address that is shorter stands in many words by chance. In code points. */
const minPartLength = 3

export interface PasswordPolicy {
  /** In code points. */
  readonly minLength: number
  /** Refused as they are. In lower case. */
  readonly commonPasswords: ReadonlySet<string>
  /** One piece each of a longer password. In lower case, without separators. */
  readonly commonWords: Pick<ReadonlySet<string>, 'has'>
}

/** The address, what is before and after its `@`, and their parts; the longest first. */
function wordsOf(email: string): string[] {
  const address = normalizePassword(email).toLowerCase()
  const wholes = [address, ...address.split('@')].map((whole) => whole.replace(separators, ''))
  return [...wholes, ...address.split(/[^\p{L}\p{N}]+/u), ...serviceWords]
    .filter((word) => [...word].length >= minPartLength)
    .sort((one, other) => other.length - one.length)
}

/** Why a text in lower case is of too few pieces; null where it is not. */
function predictability(text: string, email: string, policy: PasswordPolicy): string | null {
  const enough = Math.ceil(policy.minLength / 2)
  const own = wordsOf(email)
  const split = splitText(text)
  const count = (longestWord: number) =>
    countPieces(split, { words: policy.commonWords, longestWord, own })
  const byWords = count(longestWord)
  if (byWords.words >= enoughWords) return null
  // Common passwords of several words are one piece only where the words alone are not enough.
  const tally = byWords.pieces < enough ? byWords : count(longestPassword)
  if (tally.pieces >= enough) return null
  if (tally.hasOwn) return 'it is made of the e-mail address or the name of this service'
  if (!tally.hasWords) return 'it is made of sequences and repeated characters'
  const counted = `it counts as ${tally.pieces} pieces: a common word, a sequence or a repetition is one`
  return `${counted}; ${enough}, or ${enoughWords} different words, are needed`
}

const tooLong = `it has more than ${maxPasswordLength} characters`

function weakness(password: string, email: string, policy: PasswordPolicy): string | null {
  const { minLength, commonPasswords } = policy
  const { length } = [...password]
  if (length < minLength) return `it has ${length} characters; at least ${minLength} are needed`
  if (length > maxPasswordLength) return tooLong
  if (/[\p{Cc}\p{Cs}]/u.test(password)) {
    return 'it holds a control character or half of a surrogate pair'
  }
  const lowerCase = password.toLowerCase()
  if (commonPasswords.has(lowerCase)) return 'it is on the lists of common passwords'
  const repeated = repeatedPiece(lowerCase)
  if (repeated !== null && repeated < minLength) return 'it repeats one piece'
  return predictability(lowerCase, email, policy)
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
  // Not even normalised: that makes eighteen characters of one.
  const isHuge = password.length > maxRawLength
  const reason = isHuge ? tooLong : weakness(normalizePassword(password), email, policy)
  if (reason !== null)
    throw problem('password-weak', { detail: `Choose another password: ${reason}` })
}
