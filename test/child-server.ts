import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Owner } from './owner.js'
import { until } from './until.js'

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/**
 * Starts a server program of its owner, and waits until it accepts connections on the loopback.
 *
 * @param options of the process, for example its user
 * @returns a function that returns its error log
 */
export async function startProgram(
  owner: Owner,
  program: string,
  args: readonly string[],
  port: number,
  options: { readonly uid?: number } = {}
): Promise<() => string> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options })
  let log = ''
  child.stderr.on('data', (chunk) => (log += chunk))
  const ended = once(child, 'close')
  owner.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${program} does not start:\n${log}`)
    return accepts(port)
  })
  return () => log
}
