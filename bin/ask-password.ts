import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { UsageError } from './command.js'

/** What is typed is shown nowhere: the terminal is in raw mode, and this takes readline's echo. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

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
 * Asks for a new password, twice and without showing it; or reads it from stdin where that is no
 * terminal. Never an argument: those are seen by everybody on the machine.
 */
export async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  const password = await askOnce('Password: ')
  if (password !== (await askOnce('Again: '))) throw new UsageError('The two are not the same')
  return password
}
