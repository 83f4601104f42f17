import { problem } from '../problems/problem.js'
import { normalizePassword } from './normalize.js'
import { countPieces, splitText } from './password-patterns.js'
import { repeatedPiece } from './repetitions.js'
import { separators } from './separators.js'

/** In code points (NIST SP 800-63B-4 §3.1.1.2 requires at least 64). */
const maxPasswordLength = 128

/** In UTF-16 code units. A longer password has too many code points even after normalisation. */
const maxRawLength = 8 * maxPasswordLength

/** This many different words are enough, however common they are. */
const enoughWords = 4

/** In code points: the longest single word, and the longest common password, to search for in passwords. */
const longestWord = 14
const longestPassword = 40

/** Words that are obvious for every account of this service. */
const serviceWords = ['starwars', 'api']

/** In code points. Shorter parts of an address occur in other words by chance. */
const minPartLength = 3

export interface PasswordPolicy {
  /** In code points. */
  readonly minLength: number
  /** Rejected as a whole password. In lower case. */
  readonly commonPasswords: ReadonlySet<string>
  /** Each counts as one piece of a longer password. In lower case, without separators. */
  readonly commonWords: Pick<ReadonlySet<string>, 'has'>
}

/** The address, its local part, its domain, and the parts of these; the longest first. */
function wordsOf(email: string): string[] {
  const address = normalizePassword(email).toLowerCase()
  const wholes = [address, ...address.split('@')].map((whole) => whole.replace(separators, ''))
  return [...wholes, ...address.split(/[^\p{L}\p{N}]+/u), ...serviceWords]
    .filter((word) => [...word].length >= minPartLength)
    .sort((one, other) => other.length - one.length)
}

/** Returns why a text in lower case has too few pieces; null if it has enough. */
function predictability(text: string, email: string, policy: PasswordPolicy): string | null {
  const enough = Math.ceil(policy.minLength / 2)
  const own = wordsOf(email)
  const split = splitText(text)
  const count = (longestWord: number) =>
    countPieces(split, { words: policy.commonWords, longestWord, own })
  const byWords = count(longestWord)
  if (byWords.words >= enoughWords) return null
  // A common password of several words counts as one piece only if the text has too few words.
  const tally = byWords.pieces < enough ? byWords : count(longestPassword)
  if (tally.pieces >= enough) return null
  if (tally.hasOwn) return 'it consists mainly of the e-mail address or the name of this service'
  if (!tally.hasWords) return 'it consists mainly of sequences and repeated characters'
  const counted = `it has ${tally.pieces} pieces, where a common word, a sequence or a repetition counts as one`
  return `${counted}; at least ${enough} pieces, or ${enoughWords} different words, are required`
}

const tooLong = `it has more than ${maxPasswordLength} characters`

function weakness(password: string, email: string, policy: PasswordPolicy): string | null {
  const { minLength, commonPasswords } = policy
  const { length } = [...password]
  if (length < minLength) return `it has ${length} characters; at least ${minLength} are required`
  if (length > maxPasswordLength) return tooLong
  if (/[\p{Cc}\p{Cs}]/u.test(password)) {
    return 'it contains a control character or half of a surrogate pair'
  }
  const lowerCase = password.toLowerCase()
  if (commonPasswords.has(lowerCase)) return 'it is on a list of common passwords'
  const repeated = repeatedPiece(lowerCase)
  if (repeated !== null && repeated < minLength) return 'it only repeats a shorter text'
  return predictability(lowerCase, email, policy)
}

/**
 * Rejects easily guessed passwords, and requires no mixture of characters (NIST SP 800-63B-4 §3.1.1.2,
 * OWASP ASVS 5.0 V6.2). Does not estimate the time to guess a password: an estimate blocks the event
 * loop for hundreds of milliseconds.
 *
 * @param email of the account
 * @throws Problem `password-weak` with the reason
 */
export function checkPassword(password: string, email: string, policy: PasswordPolicy): void {
  // Checked before normalisation, which can turn one character into eighteen.
  const isHuge = password.length > maxRawLength
  const reason = isHuge ? tooLong : weakness(normalizePassword(password), email, policy)
  if (reason !== null)
    throw problem('password-weak', { detail: `Choose another password: ${reason}` })
}
