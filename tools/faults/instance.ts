import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { dirname } from 'node:path'
import { freePort } from '../../test/free-port.js'
import { moduleUrl, programFile } from '../../test/helper.js'
import type { Owner } from '../../test/owner.js'
import { environmentOf } from '../../test/server/service.js'
import { until } from '../../test/until.js'
import { type HttpResult, type RequestOptions, sendRequest } from './send-request.js'

/** The timeout of a start, in milliseconds; enough for a busy machine. */
const timeout = 60_000

/** How much of an instance's output is kept, in characters. */
const logSize = 100_000

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export interface InstanceOptions {
  readonly env: Readonly<Record<string, string>>
  /** Names of overrides in `tools/faults/overrides`. */
  readonly overrides?: readonly string[]
  /** The built `server.js` of another release. Default: that of this checkout. */
  readonly program?: string
}

/** Returns the variables that are set. */
const withoutEmpty = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

export const heapsOf = (instances: readonly Instance[]) =>
  Promise.all(instances.map((instance) => instance.liveHeap()))

/** An instance of the service: a separate process with its own port, which a restart keeps. */
export class Instance {
  #child: ChildProcess | undefined
  #agent = new Agent({ keepAlive: true })
  #log = ''
  #shouldRun = false
  #outstanding = 0
  #program: string | undefined
  /** Whether the load sends it requests. */
  isInRotation = true
  /** Unexpected exits, with their causes. */
  readonly crashes: string[] = []

  private constructor(
    readonly name: string,
    readonly port: number,
    readonly options: InstanceOptions
  ) {
    this.#program = options.program
  }

  static async create(owner: Owner, name: string, options: InstanceOptions): Promise<Instance> {
    const instance = new Instance(name, await freePort(), options)
    owner.teardown(() => instance.kill('SIGKILL'))
    return instance
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.name} is not running`)
    return this.#child.pid
  }

  get isRunning(): boolean {
    return this.#child !== undefined
  }

  /** The end of its output, including output before a restart. */
  get log(): string {
    return this.#log
  }

  /** Resident memory, in MB; null if the system does not report it. */
  get memory(): number | null {
    try {
      const [, kilobytes] =
        /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? []
      return kilobytes === undefined ? null : Number(kilobytes) / 1024
    } catch {
      return null
    }
  }

  /** Starts it, or restarts it after a kill, and waits until it listens. */
  async start(): Promise<void> {
    const { env, overrides = [] } = this.options
    const own = { ...env, PORT: String(this.port), FAULTS_OVERRIDES: overrides.join(',') }
    const child = spawn(
      process.execPath,
      ['--import', moduleUrl('tools/faults/preload'), this.#program ?? programFile('server')],
      {
        ...(this.#program === undefined
          ? { env: environmentOf(own) }
          : // Another release rejects settings that it does not know, even if they are empty.
            { env: withoutEmpty(environmentOf(own)), cwd: dirname(this.#program) }),
        stdio: ['ignore', 'pipe', 'pipe', 'ipc']
      }
    )
    running.add(child)
    this.#child = child
    this.#shouldRun = true
    child.stdout?.on('data', (chunk) => this.#print(chunk))
    child.stderr?.on('data', (chunk) => this.#print(chunk))
    child.once('exit', (code, signal) => {
      running.delete(child)
      if (this.#child === child && this.#shouldRun) {
        this.#child = undefined
        this.crashes.push(
          `${this.name} exited by itself (${signal ?? code}): ${this.#fatalError()}`
        )
      }
    })
    await this.#untilListening(child)
  }

  /** @returns its exit code, or the signal that ended it; null if it was not running */
  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string | null> {
    const child = this.#child
    this.#shouldRun = false
    if (child === undefined) return null
    const exit = once(child, 'exit')
    child.kill(signal)
    const [code, endedBy] = await exit
    this.#child = undefined
    this.#agent.destroy()
    this.#agent = new Agent({ keepAlive: true })
    return endedBy ?? code
  }

  /**
   * Restarts it as another release, as behind a load balancer: the load sends it no requests
   * meanwhile.
   */
  async replace(program: string): Promise<void> {
    this.isInRotation = false
    await until(() => this.#outstanding === 0)
    const end = await this.kill('SIGTERM')
    if (end !== 0) throw new Error(`the exit code or signal of ${this.name} is ${end}, not 0`)
    this.#program = program
    await this.start()
    await until(async () => (await this.send('/readyz')).status === 200)
    this.isInRotation = true
  }

  /** Sets the offset of its clock from the system's, in seconds. Requires the override `stepped-clock`. */
  async stepClock(seconds: number): Promise<void> {
    await this.#sendMessage({ clockStep: seconds })
  }

  /** Returns its live heap after a garbage collection, in MB; null if it is not running. */
  async liveHeap(): Promise<number | null> {
    if (!this.isRunning) return null
    const { liveHeap } = await this.#sendMessage({ requestsHeap: true })
    return Number(liveHeap) / 1024 / 1024
  }

  /** Reuses connections, unless `options` has another agent. */
  async send(path: string, options?: RequestOptions): Promise<HttpResult> {
    this.#outstanding++
    const result = await sendRequest(this.origin + path, { agent: this.#agent, ...options })
    this.#outstanding--
    return result
  }

  /** @throws Error if the process exits instead of responding */
  async #sendMessage(message: object): Promise<Readonly<Record<string, unknown>>> {
    const child = this.#child as ChildProcess
    const listening = new AbortController()
    const { signal } = listening
    const reply = once(child, 'message', { signal })
    const exit = once(child, 'exit', { signal }).then(() => {
      throw new Error(`${this.name} has exited`)
    })
    child.send(message)
    const [received] = await Promise.race([reply, exit])
    listening.abort()
    return received
  }

  /** Returns the message of the last fatal error in its log, if any. */
  #fatalError(): string {
    const fatal = this.#log.split('\n').findLast((line) => line.startsWith('{"level":60'))
    return fatal === undefined ? '' : String(JSON.parse(fatal).err?.message)
  }

  #print(chunk: Buffer): void {
    this.#log += chunk
    if (this.#log.length > 2 * logSize) this.#log = this.#log.slice(-logSize)
  }

  async #untilListening(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + timeout
    for (;;) {
      if ((await sendRequest(`${this.origin}/healthz`, { timeout: 1000 })).status === 200) return
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
        throw new Error(`${this.name} did not start in time:\n${this.#log}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
