import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { root } from './instance.js'

/** Without letters and digits that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Returns a random password that can be typed: four groups of four. */
function createPassword(): string {
  const group = () =>
    Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)] as string).join('')
  return Array.from({ length: 4 }, group).join('-')
}

export interface DemoUser {
  readonly email: string
  /** Null if the user existed before. */
  readonly password: string | null
}

/** The options of the operator's command. */
interface Command {
  readonly env: NodeJS.ProcessEnv
  readonly directory: string
}

/** Runs `admin`, the command of operators. @throws Error with its message */
async function runAdmin(args: readonly string[], input: string, { env, directory }: Command) {
  const program = resolve(root, 'dist/bin/admin.js')
  const child = spawn(process.execPath, [program, ...args], { env, cwd: directory })
  const ended = once(child, 'close')
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended
  ])
  if (code !== 0) throw new Error(`The users of the demo cannot be created:\n${stderr}`)
  return stdout
}

/** Creates a verified user of each role, unless they exist. */
export async function createUsers(command: Command): Promise<DemoUser[]> {
  const existing = await runAdmin(['list'], '', command)
  const users: DemoUser[] = []
  for (const role of ['basic', 'admin']) {
    const email = `${role}@demo.example`
    const isThere = existing.split('\n').some((line) => line.split('\t')[1] === email)
    const password = isThere ? null : createPassword()
    if (password !== null) await runAdmin(['create', email, '--role', role], password, command)
    users.push({ email, password })
  }
  return users
}
