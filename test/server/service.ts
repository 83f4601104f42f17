import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { SettingsSchema } from '../../schemas/settings.js'
import { environment, longRedisTimeout, programFile, temporaryDirectory } from '../helper.js'

/** The start timeout on a busy machine, in milliseconds. */
const longestStart = 60_000

type Environment = Readonly<Record<string, string>>

/** Ignores the settings of the machine and its files: an empty setting counts as missing. */
export function environmentOf(env: Environment): NodeJS.ProcessEnv {
  const unset = Object.fromEntries(Object.keys(SettingsSchema.properties).map((name) => [name, '']))
  return { ...process.env, ...unset, ...environment, LOG_LEVEL: 'info', PORT: '0', ...env }
}

export interface ServiceOptions {
  readonly env?: Environment
  /** Code that runs in the process before the service. */
  readonly preload?: string
}

/** The service as a separate process, with the same Node.js options as this one. */
export class Service {
  readonly child: ChildProcess
  /** Resolves with the exit code or the signal when the process ends. */
  readonly ended: Promise<number | string>
  stdout = ''
  stderr = ''

  constructor(t: Test, { env = {}, preload }: ServiceOptions = {}) {
    const url = preload && `data:text/javascript,${encodeURIComponent(preload)}`
    const args = [...process.execArgv, ...(url ? ['--import', url] : []), programFile('server')]
    this.child = spawn(process.execPath, args, {
      env: environmentOf({ ...longRedisTimeout, DATA_DIR: temporaryDirectory(t), ...env }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc']
    })
    this.ended = once(this.child, 'close').then(([code, signal]) => code ?? signal)
    this.child.stdout?.on('data', (chunk) => (this.stdout += chunk))
    this.child.stderr?.on('data', (chunk) => (this.stderr += chunk))
    t.teardown(async () => {
      this.child.kill('SIGKILL')
      await this.ended
    })
  }

  /** Waits for output that matches, and returns the group of the pattern. */
  async prints(pattern: RegExp): Promise<string> {
    const deadline = AbortSignal.timeout(longestStart)
    for (;;) {
      const match = pattern.exec(this.stdout)
      if (match) return match[1] ?? match[0]
      const hasEnded = await Promise.race([
        once(this.child.stdout as NonNullable<ChildProcess['stdout']>, 'data', {
          signal: deadline
        }).then(() => false),
        this.ended.then(() => true)
      ])
      if (hasEnded && !pattern.test(this.stdout)) {
        throw new Error(`ended without ${pattern}:\n${this.stdout}\n${this.stderr}`)
      }
    }
  }

  /** The address on which the service listens, from the log line. */
  async origin(): Promise<string> {
    return this.prints(/Server listening at (http:\/\/127\.0\.0\.1:\d+)/)
  }

  /** The parsed log lines, without other output. */
  get log(): Record<string, unknown>[] {
    return this.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }
}

/** Runs the command for tokens that the start message names. */
export async function printToken(env: Environment): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...process.execArgv, programFile('bin/token'), '--role', 'basic'],
    { env: environmentOf(env) }
  )
  return stdout.trim()
}

/** The required settings in production. */
export const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://api.example.org',
  SMTP_URL: 'smtp://mail.example.org',
  MAIL_FROM: 'api@example.org'
}
