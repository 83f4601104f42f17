import type { AccountEvent, EventType, Origin } from '../accounts/store/events.js'

/** A minute of one type of event from one network. It begins with its first event. */
interface Minute {
  readonly type: EventType
  /** Null for the networks beyond the capacity. */
  readonly network: string | null
  readonly startedAt: number
  count: number
  last: Origin
}

interface Sampled {
  readonly type: EventType
  readonly network: string
  readonly request: Origin
  /** Seconds since the epoch. */
  readonly now: number
}

/** In seconds. */
const window = 60
/** How many events of a type and network are written in a minute. */
export const writtenPerMinute = 10
/** How many pairs of type and network are counted separately at once. */
const maxPairs = 1000

const isOver = ({ startedAt }: Minute, now: number) => now < startedAt || now >= startedAt + window

function summaryOf({ type, network, count, last: { id } }: Minute): AccountEvent {
  return {
    type,
    outcome: 'failure',
    request: { ip: network ?? '', id },
    detail: { count: count - writtenPerMinute, ...(network === null && { networks: 'others' }) }
  }
}

/**
 * Limits the events of a flood. Of each type and network, the first events of a minute are written;
 * the others are counted, and one more event has their number. Memory and rows stay bounded if the
 * requests come from very many networks: those beyond the capacity are counted together.
 */
export function createSampler(capacity = maxPairs) {
  const minutes = new Map<string, Minute>()
  let summaries: AccountEvent[] = []

  /** The map has the oldest minute first. */
  function endMinutes(ends: (minute: Minute) => boolean): void {
    for (const [key, minute] of minutes) {
      if (!ends(minute)) return
      minutes.delete(key)
      if (minute.count > writtenPerMinute) summaries.push(summaryOf(minute))
    }
  }

  function minuteOf({ type, network, request, now }: Sampled): Minute {
    const own = minutes.get(`${type} ${network}`)
    if (own !== undefined) return own
    const isFull = minutes.size >= capacity
    const key = isFull ? type : `${type} ${network}`
    const shared = minutes.get(key)
    if (shared !== undefined) return shared
    const minute = {
      type,
      network: isFull ? null : network,
      startedAt: now,
      count: 0,
      last: request
    }
    minutes.set(key, minute)
    return minute
  }

  function takeSummaries(): AccountEvent[] {
    const taken = summaries
    summaries = []
    return taken
  }

  return {
    /** Counts an event. @returns whether it is written */
    admit(event: Sampled): boolean {
      endMinutes((minute) => isOver(minute, event.now))
      const minute = minuteOf(event)
      minute.count++
      minute.last = event.request
      return minute.count <= writtenPerMinute
    },
    /** Returns the counts of the minutes that are over by now. */
    ended(now: number): AccountEvent[] {
      endMinutes((minute) => isOver(minute, now))
      return takeSummaries()
    },
    /** Ends all minutes, and returns their counts. */
    end(): AccountEvent[] {
      endMinutes(() => true)
      return takeSummaries()
    }
  }
}
