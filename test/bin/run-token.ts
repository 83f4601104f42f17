import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { environment } from '../helper.js'

/** Left to their defaults, whatever a developer's `.env.local` says: empty counts as missing. */
const defaults = Object.fromEntries(
  ['ISSUER', 'ACCESS_HOURS', 'REFRESH_HOURS', 'EMAIL_HOURS', 'PASSWORD_HOURS'].map((name) => [
    `JWT_${name}`,
    ''
  ])
)

/** Runs the command in a process of its own, with a data directory of the test's. */
export async function runToken(t: Test, args: readonly string[], env: Record<string, string> = {}) {
  // Under the loader and the coverage that this process runs under.
  const child = spawn(process.execPath, [...process.execArgv, 'bin/token.ts', ...args], {
    env: {
      ...process.env,
      ...environment,
      ...defaults,
      ...env,
      // Asking for the directory empties it.
      DATA_DIR: env.DATA_DIR ?? t.testdir()
    },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve)
    child.on('error', reject)
  })
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  return { stdout, stderr, code }
}

export function payloadOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
}
