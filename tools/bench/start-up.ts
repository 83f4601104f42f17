import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { sendRequest } from './send-request.js'

/** How long the service is idle before its memory is read, in milliseconds. */
const idleTime = 2000

export interface StartUp {
  /** From the start of the process to its first response, in milliseconds. */
  readonly milliseconds: number
  /** Resident memory when idle, in megabytes; `null` where it can't be read. */
  readonly megabytes: number | null
}

/** Returns the resident memory of a process, in megabytes (10^6 bytes). */
function residentMemory(pid: number): number | null {
  if (process.platform !== 'linux') return null
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return (Number(kibibytes) * 1024) / 1e6
}

/**
 * Starts the service once as shipped, waits for its first response, leaves it idle for a while, and
 * stops it.
 *
 * @param args of `node`
 * @param readyPattern matches the origin in the output of a service that readyPattern
 */
export async function measureStartUp(
  args: readonly string[],
  readyPattern: RegExp,
  options: { readonly cwd: string; readonly env: Record<string, string | undefined> }
): Promise<StartUp> {
  const begin = performance.now()
  const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] })
  const origin = new Promise<string>((resolve, reject) => {
    let output = ''
    // Reads all output, because a full pipe would block the service.
    child.stdout.on('data', (chunk) => {
      output += chunk
      const [found] = readyPattern.exec(output) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('exit', () => reject(new Error(`the service exited before it listened\n${output}`)))
  })
  try {
    const { status } = await sendRequest(`${await origin}/healthz`, {})
    if (status !== 200) throw new Error(`the first response has status ${status}`)
    const milliseconds = performance.now() - begin
    await setTimeout(idleTime)
    return { milliseconds, megabytes: residentMemory(child.pid as number) }
  } finally {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
}
