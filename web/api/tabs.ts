import type { Pair } from '../../client/index.js'
import { decodeToken, numberOf } from './claims.js'

/** What the tabs of one origin tell each other. Tokens never leave the browser by it. */
type Message =
  | { readonly type: 'ask' }
  | { readonly type: 'pair'; readonly pair: Pair }
  | { readonly type: 'over'; readonly sid: unknown; readonly reason: string }

interface Tab {
  get(): Pair | null
  /** Another tab has a newer pair. */
  adopt(pair: Pair): void
  /** Another tab has ended the session. */
  end(reason: string): void
}

/** How long a tab waits for the others, in milliseconds. */
const patience = 150

const sidOf = (pair: Pair) => decodeToken(pair.token)?.claims.sid

/** Whether `one` was issued after `other`, or in the same second and is another one. */
export function isNewer(one: Pair, other: Pair | null): boolean {
  if (other === null) return true
  if (one.refresh_token === other.refresh_token) return false
  return numberOf(one.token, 'iat') >= numberOf(other.token, 'iat')
}

/** Shares one session among the tabs of the origin. */
export function joinTabs(name: string, tab: Tab) {
  const channel = new BroadcastChannel(name)
  const send = (message: Message) => channel.postMessage(message)
  const listeners = new Set<() => void>()

  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    const own = tab.get()
    if (data.type === 'ask') {
      if (own !== null) send({ type: 'pair', pair: own })
    } else if (data.type === 'pair') {
      if (isNewer(data.pair, own)) tab.adopt(data.pair)
      for (const listener of listeners) listener()
    } else if (own !== null && sidOf(own) === data.sid) tab.end(data.reason)
  }

  return {
    tellPair: (pair: Pair) => send({ type: 'pair', pair }),
    tellEnd: (pair: Pair, reason: string) => send({ type: 'over', sid: sidOf(pair), reason }),
    /** Resolves when the other tabs have told their pairs, or there seem to be none. */
    ask(): Promise<void> {
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          listeners.delete(finish)
          resolve()
        }
        const timer = setTimeout(finish, patience)
        listeners.add(finish)
        send({ type: 'ask' })
      })
    }
  }
}
