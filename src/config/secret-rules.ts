import { type TokenKind, tokenKindNames } from '../tokens/kinds.js'
import type { SettingIssue } from './start-error.js'

export const secretVariables = {
  access: 'JWT_SECRET',
  refresh: 'JWT_REFRESH_SECRET',
  email: 'JWT_EMAIL_SECRET',
  password: 'JWT_PASSWORD_SECRET'
} as const satisfies Record<TokenKind, string>

/** HMAC with SHA-256 requires a key that is not shorter than its hash (RFC 7518 §3.2). */
export const minSecretBytes = 32

/** Public, because the tutorial that this service began as prints them. */
const publishedSecrets = [
  '0f8014e60a33413b8f1ef6c414a5ed86',
  '0f8014e60a33413b8f1ef6c414a7ab21',
  '0h1014e60a33313b8f1ef6c414a5ed19',
  '0f8014e60a33413b8f1ef6c414a1de15'
]

/** Returns what is wrong with the configured secrets. Messages never contain a secret. */
export function checkSecrets(
  secrets: Readonly<Partial<Record<TokenKind, string>>>,
  isProduction: boolean
): SettingIssue[] {
  const issues: SettingIssue[] = []
  const holders = new Map<string, string>()
  for (const kind of tokenKindNames) {
    const variable = secretVariables[kind]
    for (const secret of secrets[kind]?.split(',') ?? []) {
      const bytes = Buffer.byteLength(secret)
      if (bytes < minSecretBytes) {
        const message = `a secret has ${bytes} bytes; at least ${minSecretBytes} are required`
        issues.push({ variable, message })
      }
      if (secret.trim() !== secret) {
        issues.push({ variable, message: 'a secret begins or ends with white space' })
      }
      const holder = holders.get(secret)
      if (holder !== undefined) {
        issues.push({
          variable,
          message: `contains the same secret as ${holder}; all secrets must be different`
        })
      }
      holders.set(secret, variable)
      if (isProduction && publishedSecrets.includes(secret)) {
        issues.push({
          variable,
          message: 'contains a secret that is published in the original tutorial'
        })
      }
    }
  }
  return issues
}
