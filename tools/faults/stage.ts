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

/** How many people there are, and how many of their sessions nobody ends. */
const peopleCount = 12
const stockCount = 24

/** Of every instance: what is measured is neither the limits nor what hashes of passwords cost. */
const environment = {
  RATE_LIMIT: 'off',
  SESSIONS: 'multiple',
  NODE_ENV: 'test',
  // Not every refusal of a revoked token.
  LOG_LEVEL: 'warn'
}
const swapsOfAll = ['cheap-passwords']

export interface StageOptions {
  /** The environment of each instance; their number is the number of instances. */
  readonly environments: readonly Readonly<Record<string, string>>[]
  readonly swaps: readonly string[]
}

/** Instances of the service, people who use them, and all that the service has told them. */
export class Stage {
  readonly samples = new Samples()
  readonly ledger = new Ledger()
  readonly stock: Session[] = []
  readonly instances: Instance[] = []
  readonly load: Load
  people: readonly Person[] = []
  /** Somebody of whom the load knows nothing. */
  guest: Person = { email: '', password: '' }
  dataDirectory = ''

  constructor(
    /** Closes what belongs to the stage. */
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

  /** Makes its instances, starts them at once, and lets people in. */
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

  /** A session of somebody, begun on some instance. @throws Error where that is refused */
  logIn(number = 0): Promise<Session> {
    const person = this.people[number % this.people.length] as Person
    return this.#begin(person, this.instances[number % this.instances.length] as Instance)
  }

  /** The same of the guest. */
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
