import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { percentDecode } from './percent-decode.js'
import { type SettingIssue, StartError } from './start-error.js'

/** Decoders substitute it for bytes that they cannot decode, so different bytes give the same text. */
const replacement = '\ufffd'

/**
 * Whether Node has decoded a text of the environment, the command line or a terminal without loss. The
 * original bytes are not accessible.
 */
export function isWellDecoded(text: string): boolean {
  return !text.includes(replacement)
}

/**
 * Reads a text file.
 *
 * @param variable the setting that names the file; otherwise errors name the file itself
 * @throws StartError if it cannot be read, or is not well-formed UTF-8
 */
export function readUtf8(file: string, variable?: string): string {
  const subject = variable === undefined ? '' : `the file ${file} `
  const refuse = (message: string): never => {
    throw new StartError([{ variable: variable ?? file, message: `${subject}${message}` }])
  }
  try {
    const bytes = readFileSync(file)
    return isUtf8(bytes) ? bytes.toString() : refuse('is not well-formed UTF-8')
  } catch (error) {
    if (error instanceof StartError) throw error
    return refuse(`cannot be read (${(error as Error).message})`)
  }
}

/** URLs whose malformed percent-encoding other programs would handle differently. */
const urls = ['PUBLIC_URL'] as const

/** Returns the settings whose encoding is ambiguous. Messages never contain their values. */
export function checkEncoding(settings: Readonly<Record<string, unknown>>): SettingIssue[] {
  const unreadable = Object.entries(settings)
    .filter(([, setting]) => typeof setting === 'string' && !isWellDecoded(setting))
    .map(([variable]) => ({ variable, message: 'is not well-formed UTF-8' }))
  const undecodable = urls
    .filter((variable) => percentDecode(String(settings[variable] ?? '')) === null)
    .map((variable) => ({ variable, message: 'must be percent-encoded: %25 for %, %40 for @' }))
  return [...unreadable, ...undecodable]
}
