import type { Pair } from '../../client/index.js'
import { decodeToken } from './claims.js'

/** A pair with the time at which a tab got it, in milliseconds. Each later one has a greater time. */
export interface TimedPair extends Pair {
  readonly at: number
}

/** What the tabs of one origin tell each other. Tokens never leave the browser by it. */
export type Message =
  | { readonly type: 'ask' }
  | { readonly type: 'pair'; readonly pair: TimedPair }
  | { readonly type: 'over'; readonly sid: unknown; readonly reason: string }

interface Tab {
  get(): TimedPair | null
  /** Another tab has a newer pair. */
  adopt(pair: TimedPair): void
  /** Another tab has ended the session. */
  end(reason: string): void
}

/** How long a tab waits for the others, in milliseconds. */
const patience = 150

/** The id of the session of a pair. */
export const sidOf = ({ token }: Pair): unknown => decodeToken(token)?.claims.sid

/** Returns what was stored as a pair; null if it is none. */
export function parsePair(text: string | null): TimedPair | null {
  try {
    const { token, refresh_token, at } = JSON.parse(text ?? 'null')
    const isPair = [typeof token, typeof refresh_token].every((type) => type === 'string')
    return isPair ? { token, refresh_token, at: Number.isFinite(at) ? at : 0 } : null
  } catch {
    return null
  }
}

/**
 * The time of a new pair. Two refreshes may happen in one millisecond, and the clock may be set back.
 * A pair that follows another one is newer all the same.
 */
export const timeAfter = (old: TimedPair | null, now: number) => Math.max(now, (old?.at ?? 0) + 1)

/** Shares one session among the tabs of the origin. `send` sends a message to all other tabs. */
export function joinTabs(
  tab: Tab,
  send: (message: Message) => void,
  wait: (ms: number) => Promise<unknown>
) {
  /** A tab that has not heard of the end of a session may still tell its pair. */
  const over = new Set<unknown>()

  function isNews(pair: TimedPair, own: TimedPair | null): boolean {
    if (over.has(sidOf(pair))) return false
    return own === null || (pair.at > own.at && pair.refresh_token !== own.refresh_token)
  }

  return {
    tellPair: (pair: TimedPair) => send({ type: 'pair', pair }),
    tellEnd(pair: Pair, reason: string) {
      over.add(sidOf(pair))
      send({ type: 'over', sid: sidOf(pair), reason })
    },
    /** Resolves when the other tabs had time to tell their pairs. */
    async ask(): Promise<void> {
      send({ type: 'ask' })
      await wait(patience)
    },
    receive(message: Message): void {
      const own = tab.get()
      if (message.type === 'ask') {
        if (own !== null) send({ type: 'pair', pair: own })
      } else if (message.type === 'pair') {
        if (isNews(message.pair, own)) tab.adopt(message.pair)
      } else if (message.type === 'over') {
        over.add(message.sid)
        if (own !== null && sidOf(own) === message.sid) tab.end(message.reason)
      }
    }
  }
}
