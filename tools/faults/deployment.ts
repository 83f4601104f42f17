import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Closer } from '../../test/owner.js'
import { signUpUsers, type User } from '../bench/users.js'
import { Instance } from './instance.js'
import { Ledger } from './ledger.js'
import { Load } from './load.js'
import { sendLogin } from './sampled-requests.js'
import { Samples } from './samples.js'
import { isSuccess } from './send-request.js'
import { type Session, tokensOf } from './session.js'

/** The number of users, and the number of their sessions that never end. */
const userCount = 12
const permanentSessionCount = 24

/** Of every instance. Disables rate limits, because drills do not measure them. */
const environment = {
  RATE_LIMIT: 'off',
  SESSIONS: 'multiple',
  NODE_ENV: 'test',
  // Does not log every rejection of a revoked token.
  LOG_LEVEL: 'warn'
}
const commonOverrides = ['cheap-passwords']

export interface DeploymentOptions {
  /** One environment for each instance. */
  readonly environments: readonly Readonly<Record<string, string>>[]
  readonly overrides: readonly string[]
  /** The built `server.js` of another release, with which all instances start. */
  readonly program?: string
}

/** Instances of the service, the users who use them, and a record of all their requests. */
export class Deployment {
  readonly samples = new Samples()
  readonly ledger = new Ledger()
  readonly permanentSessions: Session[] = []
  readonly instances: Instance[] = []
  readonly load: Load
  users: readonly User[] = []
  /** A user that the load does not log in. */
  guest: User = { email: '', password: '' }
  dataDirectory = ''

  constructor(
    /** Closes the resources of the deployment. */
    readonly closer: Closer
  ) {
    this.load = new Load(this)
  }

  get first(): Instance {
    return this.instances[0] as Instance
  }

  get second(): Instance {
    return this.instances[1] ?? this.first
  }

  /** Creates the instances, starts them concurrently, signs users up and logs them in. */
  async open({ environments, overrides, program }: DeploymentOptions): Promise<void> {
    const directory = await mkdtemp(join(tmpdir(), 'starwars-faults-'))
    this.dataDirectory = directory
    this.closer.teardown(() => rm(directory, { recursive: true, force: true }))
    for (const [index, own] of environments.entries()) {
      const env = { ...environment, DATA_DIR: directory, ...own }
      const options = {
        env,
        overrides: [...commonOverrides, ...overrides],
        ...(program !== undefined && { program })
      }
      this.instances.push(await Instance.create(this.closer, 'ABC'[index] as string, options))
    }
    await Promise.all(this.instances.map((instance) => instance.start()))
    const [guest, ...users] = await signUpUsers(this.first, directory, userCount + 1)
    this.guest = guest as User
    this.users = users
    for (let i = 0; i < permanentSessionCount; i++) this.permanentSessions.push(await this.logIn(i))
  }

  /** Begins a session; `number` selects user and instance. @throws Error if the login fails */
  logIn(number = 0): Promise<Session> {
    const user = this.users[number % this.users.length] as User
    return this.#begin(user, this.instances[number % this.instances.length] as Instance)
  }

  /** Begins a session of the guest on the first instance. */
  logInGuest(): Promise<Session> {
    return this.#begin(this.guest, this.first)
  }

  async #begin(user: User, instance: Instance): Promise<Session> {
    const response = await sendLogin(this.samples, instance, user)
    if (!isSuccess(response)) throw new Error(`login returned ${response.status}: ${response.body}`)
    return { ...tokensOf(response.body), state: 'live' }
  }

  async close(): Promise<void> {
    await this.load.stop()
    await this.closer.close()
  }
}
