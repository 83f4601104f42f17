import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Owner } from '../../test/owner.js'
import { until } from '../../test/until.js'
import { originOf } from './environment.js'

/** In milliseconds: after it, an instance that is told to end is killed. */
const patience = 5000
/** Ctrl+C reaches the instances and the demo at once. In milliseconds. */
const signalDelay = 500
/** The timeout of a start, in milliseconds. */
const longestStart = 60_000
/** How much of the output an error shows, in characters. */
const shownOutput = 3000

/** The root of the project; `npm run` starts there. */
export const root = process.cwd()

export interface InstanceOptions {
  readonly port: number
  readonly env: NodeJS.ProcessEnv
  /** The working directory: it contains no settings. */
  readonly directory: string
}

/**
 * Starts an instance of the built service, and waits until it is ready.
 *
 * @returns a promise that rejects when the instance ends by itself
 */
export async function startInstance(
  owner: Owner,
  { port, env, directory }: InstanceOptions
): Promise<{ readonly died: Promise<never> }> {
  const child = spawn(process.execPath, [resolve(root, 'dist/server.js')], {
    env,
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output = (output + chunk).slice(-shownOutput)))
  }
  const ended = once(child, 'close')
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  owner.teardown(async () => {
    const timer = setTimeout(kill, patience)
    child.kill('SIGTERM')
    await ended
    clearTimeout(timer)
    process.off('exit', kill)
  })
  const died = ended.then(async () => {
    await new Promise((later) => setTimeout(later, signalDelay))
    throw new Error(`The instance at ${originOf(port)} has ended by itself:\n${output}`)
  })
  died.catch(() => {})
  const isReady = () =>
    fetch(`${originOf(port)}/readyz`).then(
      ({ ok }) => ok,
      () => false
    )
  let isAbandoned = false
  const ready = until(async () => isAbandoned || (await isReady()), longestStart)
  try {
    await Promise.race([ready, died])
  } finally {
    isAbandoned = true
  }
  return { died }
}
