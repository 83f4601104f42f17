import type { Cut, Probe } from './statistics.js'

/** The answer to a request. */
export interface Answer {
  /** 0 if there is none. */
  readonly status: number
  /** The code of a problem. */
  readonly code?: string | undefined
}

/** The requests to one instance. */
export interface Lane {
  readonly origin: string
  readonly probes: readonly Probe[]
}

/** Why a watch has ended. */
export type End = 'complete' | 'stopped' | 'too-long' | 'never-accepted'

interface Dependencies {
  readonly origins: readonly string[]
  /** The time in milliseconds. */
  now(): number
  /** Sends a request with the token. Never rejects. */
  send(origin: string): Promise<Answer>
  /** Revokes the token. Resolves when the 2xx has arrived. @throws Problem */
  revoke(): Promise<void>
  onCut?(cut: Cut): void
}

/** How often `tick` is called, in milliseconds. */
export const interval = 100
/** How many requests each instance gets after the end of the token, at least. */
export const requestsAfter = 50
/** A browser has six connections to an origin. One stays free for the revocation. */
const maxUnderWay = 5
/** The longest watch in milliseconds: half an hour. */
const longest = 30 * 60_000
/** An instance that has not answered so many requests gets every tenth one only. */
const patience = 3
/** A pause that shows that the browser slows the page down, in milliseconds. */
const longPause = 5 * interval

class OwnLane implements Lane {
  readonly probes: Probe[] = []
  underWay = 0
  failures = 0
  answers = 0
  hasAccepted = false
  /** How many requests were sent before the end of the token. */
  sentBefore = 0

  constructor(readonly origin: string) {}

  get sentAfter(): number {
    return this.probes.length - this.sentBefore
  }
}

/** Sends requests with a token to some instances, and notices when it stops being accepted. */
export class Watcher {
  readonly #dependencies: Dependencies
  readonly #lanes: readonly OwnLane[]
  #lastTime = Number.NEGATIVE_INFINITY
  #ticks = 0
  #lastTick: number | null = null
  #isRevoking = false
  readonly startedAt: number
  cut: Cut | null = null
  end: { readonly why: End; readonly at: number } | null = null
  /** Whether the browser has slowed the requests down, as it does in a background tab. */
  isSlowed = false

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#lanes = dependencies.origins.map((origin) => new OwnLane(origin))
    this.startedAt = this.now()
  }

  get lanes(): readonly Lane[] {
    return this.#lanes
  }

  /** Whether the token is still accepted, as far as known, and a revocation may be sent. */
  get isRevocable(): boolean {
    return this.end === null && this.cut === null && !this.#isRevoking
  }

  get isRevoking(): boolean {
    return this.#isRevoking
  }

  /** Returns a new time. The clocks of browsers are coarse, and the order of events decides here. */
  now(): number {
    this.#lastTime = Math.max(this.#dependencies.now(), this.#lastTime + 0.001)
    return this.#lastTime
  }

  /** Sends the next request to each instance. Requests that a slow browser missed are not made up for. */
  tick(): void {
    if (this.end !== null) return
    const time = this.now()
    if (this.#lastTick !== null && time - this.#lastTick > longPause) this.isSlowed = true
    this.#lastTick = time
    this.#ticks++
    if (this.cut === null && time - this.startedAt > longest) {
      this.#finish('too-long')
      return
    }
    const isComplete = this.#hasSentAll()
    for (const lane of this.#lanes) {
      const isAway = this.cut === null && lane.failures >= patience && this.#ticks % 10 !== 0
      if (!isComplete && !isAway && lane.underWay < maxUnderWay) void this.#ask(lane)
    }
  }

  /** @throws Problem */
  async revoke(): Promise<void> {
    if (!this.isRevocable) return
    this.#isRevoking = true
    const requestedAt = this.now()
    try {
      await this.#dependencies.revoke()
      this.#cutAt({ at: this.now(), requestedAt, by: 'button' })
    } finally {
      this.#isRevoking = false
    }
  }

  stop(): void {
    if (this.end === null) this.#finish('stopped')
  }

  async #ask(lane: OwnLane): Promise<void> {
    const probe: Probe = { sentAt: this.now(), answeredAt: null, status: 0 }
    lane.probes.push(probe)
    lane.underWay++
    const answer = await this.#dependencies.send(lane.origin)
    probe.answeredAt = this.now()
    probe.status = answer.status
    lane.underWay--
    lane.answers++
    lane.failures = answer.status === 0 ? lane.failures + 1 : 0
    if (answer.status === 200 || answer.status === 304) lane.hasAccepted = true
    else if (answer.status === 401) this.#noticeRejection(lane, probe.answeredAt, answer)
    if (this.#hasSentAll() && this.#lanes.every(({ underWay }) => underWay === 0)) {
      this.#finish('complete')
    }
  }

  #noticeRejection(lane: OwnLane, at: number, { code }: Answer): void {
    if (!this.isRevocable) return
    if (lane.hasAccepted) {
      const by = code === 'token-expired' ? 'expiry' : 'elsewhere'
      this.#cutAt({ at, requestedAt: null, by })
    } else if (this.#lanes.every(({ answers, hasAccepted }) => answers > 0 && !hasAccepted)) {
      this.#finish('never-accepted')
    }
  }

  #hasSentAll(): boolean {
    return this.cut !== null && this.#lanes.every(({ sentAfter }) => sentAfter >= requestsAfter)
  }

  #cutAt(cut: Cut): void {
    // The user may have stopped while the revocation was under way.
    if (this.end !== null) return
    this.cut = cut
    for (const lane of this.#lanes) lane.sentBefore = lane.probes.length
    this.#dependencies.onCut?.(cut)
  }

  #finish(why: End): void {
    if (this.end === null) this.end = { why, at: this.now() }
  }
}
