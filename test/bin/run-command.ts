import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { environment, longRedisTimeout, programFile } from '../helper.js'

/**
 * Settings with their default values, whatever `.env.local` contains: an empty one counts as
 * missing.
 */
const defaults = Object.fromEntries(
  ['ISSUER', 'ACCESS_HOURS', 'REFRESH_HOURS', 'EMAIL_HOURS', 'PASSWORD_HOURS'].map((name) => [
    `JWT_${name}`,
    ''
  ])
)

/** Uses the loader and the coverage options of this process. */
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

/** Runs a program to its end, with the given stdin. */
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
  // A command that does not read its stdin is no test failure.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  return { stdout, stderr, code }
}

/** Runs a command in a separate process. */
export const runCommand = (
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  input?: string
) => run(commandLine(command, args), env, input)
