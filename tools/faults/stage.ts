import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Closer } from '../../test/owner.js'
import { makePeople, type Person } from '../bench/people.js'
import { isGood } from './ask.js'
import { Instance } from './instance.js'
import { Ledger } from './ledger.js'
import { Load } from './load.js'
import { Samples } from './samples.js'
import { type Session, tokensOf } from './session.js'
import { tryLogIn } from './try.js'

/** The number of people, and the number of their sessions that nobody ends. */
const peopleCount = 12
const stockCount = 24

/** Of every instance. Disables rate limits, because drills do not measure them. */
const environment = {
  RATE_LIMIT: 'off',
  SESSIONS: 'multiple',
  NODE_ENV: 'test',
  // Does not log every refusal of a revoked token.
  LOG_LEVEL: 'warn'
}
const swapsOfAll = ['cheap-passwords']

export interface StageOptions {
  /** One environment for each instance. */
  readonly environments: readonly Readonly<Record<string, string>>[]
  readonly swaps: readonly string[]
}

/** Instances of the service, the people who use them, and a record of all their requests. */
export class Stage {
  readonly samples = new Samples()
  readonly ledger = new Ledger()
  readonly stock: Session[] = []
  readonly instances: Instance[] = []
  readonly load: Load
  people: readonly Person[] = []
  /** A person that the load does not use. */
  guest: Person = { email: '', password: '' }
  dataDirectory = ''

  constructor(
    /** Closes the resources of the stage. */
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

  /** Creates the instances, starts them concurrently, signs people up and logs them in. */
  async open({ environments, swaps }: StageOptions): Promise<void> {
    const directory = await mkdtemp(join(tmpdir(), 'starwars-faults-'))
    this.dataDirectory = directory
    this.closer.teardown(() => rm(directory, { recursive: true, force: true }))
    for (const [index, own] of environments.entries()) {
      const env = { ...environment, DATA_DIR: directory, ...own }
      const options = { env, swaps: [...swapsOfAll, ...swaps] }
      this.instances.push(await Instance.create(this.closer, 'ABC'[index] as string, options))
    }
    await Promise.all(this.instances.map((instance) => instance.start()))
    const [guest, ...people] = await makePeople(this.first, directory, peopleCount + 1)
    this.guest = guest as Person
    this.people = people
    for (let i = 0; i < stockCount; i++) this.stock.push(await this.logIn(i))
  }

  /** Begins a session; `number` selects person and instance. @throws Error if the login is refused */
  logIn(number = 0): Promise<Session> {
    const person = this.people[number % this.people.length] as Person
    return this.#begin(person, this.instances[number % this.instances.length] as Instance)
  }

  /** Begins a session of the guest on the first instance. */
  logInGuest(): Promise<Session> {
    return this.#begin(this.guest, this.first)
  }

  async #begin(person: Person, instance: Instance): Promise<Session> {
    const answer = await tryLogIn(this.samples, instance, person)
    if (!isGood(answer)) throw new Error(`login answers ${answer.status}: ${answer.body}`)
    return { ...tokensOf(answer.body), state: 'live' }
  }

  async close(): Promise<void> {
    await this.load.stop()
    await this.closer.close()
  }
}
