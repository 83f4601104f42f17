import { isUtf8 } from 'node:buffer'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TokenKind, tokenKindNames } from '../tokens/kinds.js'
import { makeOwnDirectory } from './file-modes.js'
import { checkSecrets } from './secret-rules.js'
import { StartError } from './start-error.js'

export type Secrets = Readonly<Record<TokenKind, string>>

function read(file: string): Secrets | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new StartError([{ variable: 'DATA_DIR', message: `${(error as Error).message}` }])
  }
  try {
    const secrets: unknown = isUtf8(bytes) && JSON.parse(bytes.toString())
    const isWhole = tokenKindNames.every(
      (kind) => typeof (secrets as Record<string, unknown> | null)?.[kind] === 'string'
    )
    if (isWhole && checkSecrets(secrets as Secrets, false).length === 0) return secrets as Secrets
  } catch {
    // Reported below, together with all other kinds of damage.
  }
  const message = `${file} is damaged; restore it, or delete it: the service then creates new secrets, and all tokens become invalid`
  throw new StartError([{ variable: 'DATA_DIR', message }])
}

/**
 * Returns the secrets in the data directory, so that tokens survive a restart. Creates them on first
 * use (mode 0600). If two processes start at once, one creates them and both read the same secrets.
 *
 * @throws StartError if the directory cannot be used or the file is damaged
 */
export function keepSecrets(directory: string, makeSecret: () => string): Secrets {
  const file = join(directory, 'secrets.json')
  const kept = read(file)
  if (kept !== null) return kept
  const draft = `${file}.${process.pid}`
  const made = Object.fromEntries(tokenKindNames.map((kind) => [kind, makeSecret()]))
  try {
    makeOwnDirectory(directory)
    // A draft that a stopped process left behind would keep its mode.
    rmSync(draft, { force: true })
    writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
    // Linking never replaces a file that another process has created meanwhile.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new StartError([{ variable: 'DATA_DIR', message: (error as Error).message }])
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return read(file) as Secrets
}
