import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

/** The timeout of a program's start, in milliseconds. */
const startTimeout = 20_000

const children = new Set<ChildProcess>()

export interface Started {
  readonly pid: number
  /** The text that the pattern matched. */
  readonly found: string
}

/** Kills a program at the end of this process. */
export function killAtExit(child: ChildProcess): void {
  children.add(child)
  child.once('exit', () => children.delete(child))
}

/**
 * Starts a program with only PATH of this environment, and waits until its output matches `ready`.
 *
 * @throws Error with `code: 'ENOENT'` if the program is not installed, or another Error if it ends or
 *   is not ready in time
 */
export async function start(
  command: readonly [string, ...string[]],
  ready: RegExp,
  options: { readonly cwd: string; readonly env?: Record<string, string> }
): Promise<Started> {
  const [program, ...args] = command
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  await once(child, 'spawn')
  killAtExit(child)

  let output = ''
  const found = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${command.join(' ')} ${why}\n${output}`.trim()))
    const timer = setTimeout(fail, startTimeout, 'was not ready in time')
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`exited (${signal ?? code})`)
    })
    // Reads until the end of the run, because a full pipe would block the server.
    const read = (chunk: Buffer) => {
      if (output.length < 10_000) output += chunk
      const [match] = ready.exec(output) ?? []
      if (match === undefined) return
      clearTimeout(timer)
      resolve(match)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
  })
  child.once('exit', (code, signal) => {
    console.error(
      `The load test failed: ${command.join(' ')} exited (${signal ?? code})\n${output}`
    )
    process.exit(1)
  })
  return { pid: child.pid as number, found }
}

/** Kills all started programs at once: they have no data worth keeping. */
function stopAll(): void {
  for (const child of children) child.kill('SIGKILL')
}

// Kills the programs, however this process ends.
process.once('exit', stopAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]))
}
