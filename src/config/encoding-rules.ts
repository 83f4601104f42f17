import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { percentDecode } from './percent-decode.js'
import { type SettingIssue, StartError } from './start-error.js'

/** What decoders put for bytes that they cannot read: whatever holds it, others may hold too. */
const replacement = '\ufffd'

/**
 * Whether a text of the environment, the command line or a terminal is what was written: Node has
 * decoded these before anybody could look at the bytes.
 */
export function isWellDecoded(text: string): boolean {
  return !text.includes(replacement)
}

/** @throws StartError where the file cannot be read, or is not well-formed UTF-8 */
export function readUtf8(file: string): string {
  const refuse = (message: string): never => {
    throw new StartError([{ variable: file, message }])
  }
  try {
    const bytes = readFileSync(file)
    return isUtf8(bytes) ? bytes.toString() : refuse('is not well-formed UTF-8')
  } catch (error) {
    if (error instanceof StartError) throw error
    return refuse(`cannot be read (${(error as Error).message})`)
  }
}

/** URLs whose parts others decode, or not, where the encoding is none. */
const urls = ['PUBLIC_URL'] as const

/** Settings that another text might mean as well. Never tells what is in them. */
export function checkEncoding(settings: Readonly<Record<string, unknown>>): SettingIssue[] {
  const unreadable = Object.entries(settings)
    .filter(([, setting]) => typeof setting === 'string' && !isWellDecoded(setting))
    .map(([variable]) => ({ variable, message: 'is not well-formed UTF-8' }))
  const undecodable = urls
    .filter((variable) => percentDecode(String(settings[variable] ?? '')) === null)
    .map((variable) => ({ variable, message: 'must be percent-encoded: %25 for %, %40 for @' }))
  return [...unreadable, ...undecodable]
}
