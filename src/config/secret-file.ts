import { isUtf8 } from 'node:buffer'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TokenKind, tokenKindNames } from '../tokens/kinds.js'
import { makeOwnDirectory } from './owner-only.js'
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
    // Told below, like every other way to be no file of ours.
  }
  const message = `${file} is damaged; delete it to have new secrets made, which ends all tokens`
  throw new StartError([{ variable: 'DATA_DIR', message }])
}

/**
 * The secrets kept in the data directory, made on first use (mode 0600), so that tokens survive a
 * restart. Of two processes that start at once one makes them and both read the same.
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
    // One that a stopped process left behind would keep its mode.
    rmSync(draft, { force: true })
    writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
    // Linking never replaces what another process has put there meanwhile.
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
