import type { Test } from 'tap'
import { runCommand } from './run-command.js'

/** Runs the command in a process of its own, with a data directory of the test's. */
export const runToken = (t: Test, args: readonly string[], env: Record<string, string> = {}) =>
  // Asking for the directory empties it.
  runCommand('token', args, { ...env, DATA_DIR: env.DATA_DIR ?? t.testdir() })

export function payloadOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
}
