import type { Test } from 'tap'
import { temporaryDirectory } from '../helper.js'
import { runCommand } from './run-command.js'

/** Runs the command in a separate process, with a data directory of the test. */
export const runToken = (t: Test, args: readonly string[], env: Record<string, string> = {}) =>
  runCommand('token', args, { ...env, DATA_DIR: env.DATA_DIR ?? temporaryDirectory(t) })

export function payloadOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
}
