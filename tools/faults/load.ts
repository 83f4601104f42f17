import { setTimeout as sleep } from 'node:timers/promises'
import type { User } from '../bench/users.js'
import type { Instance } from './instance.js'
import type { Ledger } from './ledger.js'
import { sendLive, sendLogin, sendRevoked } from './sampled-requests.js'
import type { Samples } from './samples.js'
import { isSuccess } from './send-request.js'
import { type Session, tokensOf } from './session.js'

/** The number of loops of each kind, and their average pause between two requests, in milliseconds. */
const loops = {
  read: [6, 15],
  login: [2, 60],
  refresh: [2, 80],
  logout: [2, 80],
  revoked: [6, 10]
} as const

/** The number of live sessions that the loops choose from. Logins continue while there are fewer. */
const targetSessions = 60

/** The pause after a request without a response, in milliseconds: the instance is restarting. */
const pauseAfterFailure = 20

function oneOf<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item
}

/** Chooses an instance that the load balancer would choose. */
const anyOf = (instances: readonly Instance[]) =>
  oneOf(instances.filter(({ isInRotation }) => isInRotation))

export interface LoadContext {
  readonly instances: readonly Instance[]
  readonly users: readonly User[]
  /** Sessions that never end: the service must accept their tokens after every fault. */
  readonly permanentSessions: readonly Session[]
  readonly samples: Samples
  readonly ledger: Ledger
}

/** The background load of a drill: users who log in, refresh, read and log out on all instances. */
export class Load {
  readonly #context: LoadContext
  /** Sessions that the loops use and end. */
  readonly #sessions: Session[] = []
  #running: Promise<void>[] = []
  #shouldRun = false

  constructor(context: LoadContext) {
    this.#context = context
  }

  start(): void {
    this.#shouldRun = true
    const acts = {
      read: () => this.#read(),
      login: () => this.#logIn(),
      refresh: () => this.#refresh(),
      logout: () => this.#logOut(),
      revoked: () => this.#sendRevoked()
    }
    for (const [name, act] of Object.entries(acts)) {
      const [count, rest] = loops[name as keyof typeof loops]
      for (let i = 0; i < count; i++) this.#running.push(this.#loop(act, rest))
    }
  }

  /** Resolves when no request is outstanding. */
  async stop(): Promise<void> {
    this.#shouldRun = false
    await Promise.all(this.#running.splice(0))
  }

  /** Drops all sessions that the loops use. */
  clearSessions(): void {
    this.#sessions.length = 0
  }

  async #loop(act: () => Promise<unknown>, rest: number): Promise<void> {
    while (this.#shouldRun) {
      await act()
      // The pause is random, so that requests hit every moment of a fault.
      await sleep(rest * (0.5 + Math.random()))
    }
  }

  async #logIn(): Promise<void> {
    if (this.#sessions.length >= targetSessions) return
    const { instances, users, samples } = this.#context
    const response = await sendLogin(samples, anyOf(instances), oneOf(users))
    if (isSuccess(response)) this.#sessions.push({ ...tokensOf(response.body), state: 'live' })
    else await sleep(pauseAfterFailure)
  }

  async #read(): Promise<void> {
    const { instances, samples, permanentSessions } = this.#context
    const session = oneOf(Math.random() < 0.5 ? this.#sessions : permanentSessions)
    if (session === undefined) return
    const { status } = await sendLive(samples, anyOf(instances), session)
    if (typeof status !== 'number') await sleep(pauseAfterFailure)
  }

  /** Removes and returns a session, so that no other loop uses it. */
  #take(): Session | undefined {
    const [session] = this.#sessions.splice(Math.floor(Math.random() * this.#sessions.length), 1)
    if (session !== undefined) session.state = 'ending'
    return session
  }

  async #refresh(): Promise<void> {
    const session = this.#take()
    if (session === undefined) return
    const { samples, ledger, instances } = this.#context
    const { token, refreshToken } = session
    const instance = anyOf(instances)
    const result = instance.send('/users/v1/generate_tokens', {
      method: 'POST',
      token: refreshToken
    })
    const response = await samples.record(
      'refresh',
      instance.name,
      result,
      ({ status }) => status === 401
    )
    if (!isSuccess(response)) return
    ledger.add({ kind: 'access', bytes: token })
    this.#sessions.push({ ...tokensOf(response.body), state: 'live' })
  }

  async #logOut(): Promise<void> {
    const session = this.#take()
    if (session === undefined) return
    const { samples, ledger, instances } = this.#context
    const { token, refreshToken } = session
    const instance = anyOf(instances)
    const result = instance.send('/users/v1/logout', {
      method: 'POST',
      token: oneOf([token, refreshToken])
    })
    const response = await samples.record(
      'logout',
      instance.name,
      result,
      ({ status }) => status === 401
    )
    if (!isSuccess(response)) return
    ledger.add({ kind: 'access', bytes: token }, { kind: 'refresh', bytes: refreshToken })
  }

  async #sendRevoked(): Promise<void> {
    const { ledger, instances, samples } = this.#context
    const token = ledger.next()
    if (token === undefined) return
    const { status } = await sendRevoked(samples, anyOf(instances), token)
    if (typeof status !== 'number') await sleep(pauseAfterFailure)
  }
}
