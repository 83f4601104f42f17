import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { environment, longRedisTimeout, programFile } from '../helper.js'

/** Left to their defaults, whatever a developer's `.env.local` says: empty counts as missing. */
const defaults = Object.fromEntries(
  ['ISSUER', 'ACCESS_HOURS', 'REFRESH_HOURS', 'EMAIL_HOURS', 'PASSWORD_HOURS'].map((name) => [
    `JWT_${name}`,
    ''
  ])
)

/** Under the loader and the coverage that this process runs under. */
export const commandLine = (command: string, args: readonly string[]) => [
  process.execPath,
  ...process.execArgv,
  programFile(`bin/${command}`),
  ...args
]

export const commandEnvironment = (env: Record<string, string>) => ({
  ...process.env,
  ...environment,
  ...longRedisTimeout,
  ...defaults,
  ...env
})

/** Runs a program to its end, with what it reads from stdin. */
export async function run(
  [program = '', ...args]: readonly string[],
  env: Record<string, string>,
  input = ''
) {
  const child = spawn(program, args, { env: commandEnvironment(env) })
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve)
    child.on('error', reject)
  })
  // A command that does not read is none of the test's failures.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  return { stdout, stderr, code }
}

/** Runs one of the commands in a process of its own. */
export const runCommand = (
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  input?: string
) => run(commandLine(command, args), env, input)
