import { isUtf8 } from 'node:buffer'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { isWellDecoded } from '../src/config/encoding-rules.js'
import { UsageError } from './command.js'

/** Discards readline's echo. The terminal itself shows nothing, because it is in raw mode. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

const notUtf8 = 'The password is not well-formed UTF-8'

async function askOnce(prompt: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: nowhere(), terminal: true })
  const closed = new Promise<never>((_resolve, reject) => {
    terminal.once('close', () => reject(new UsageError('No password was given')))
  })
  process.stderr.write(prompt)
  try {
    return await Promise.race([terminal.question(''), closed])
  } finally {
    terminal.close()
    closed.catch(() => {})
    process.stderr.write('\n')
  }
}

/**
 * Prompts twice for a new password, without an echo; reads it from stdin if that is no terminal. Does not
 * accept it as an argument, because every user of the machine can see arguments.
 *
 * @throws UsageError
 */
export async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    const bytes = await buffer(process.stdin)
    if (!isUtf8(bytes)) throw new UsageError(notUtf8)
    const text = bytes.toString()
    if (text.startsWith('\ufeff'))
      throw new UsageError('The password begins with a byte order mark')
    return text.replace(/\r?\n$/, '')
  }
  const password = await askOnce('Password: ')
  if (!isWellDecoded(password)) throw new UsageError(notUtf8)
  if (password !== (await askOnce('Repeat the password: ')))
    throw new UsageError('The two passwords are different')
  return password
}
