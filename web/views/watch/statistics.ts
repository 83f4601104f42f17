/** A request of the watch. */
export interface Probe {
  readonly sentAt: number
  /** When its answer arrived, or it failed; null while it is under way. */
  answeredAt: number | null
  /** The status of the answer; 0 if there is none. */
  status: number
}

/** The end of the token. All times are in milliseconds, of one clock that never gives a time twice. */
export interface Cut {
  /**
   * When the 2xx of the revocation arrived. If the revocation was not sent from here: when the first
   * rejection arrived.
   */
  readonly at: number
  /** When the revocation was sent; null if it was not sent from here. */
  readonly requestedAt: number | null
  readonly by: 'button' | 'elsewhere' | 'expiry'
}

export const kinds = ['accepted', 'rejected', 'under-way', 'failed'] as const
export type Kind = (typeof kinds)[number]

const isAccepted = ({ status }: Probe) => status === 200 || status === 304
const isRejected = ({ status }: Probe) => status === 401

/** Returns what a request shows; null while its answer is missing and nothing was revoked. */
export function kindOf(probe: Probe, cut: Cut | null): Kind | null {
  const { sentAt, answeredAt } = probe
  const isSentBefore = cut !== null && sentAt < cut.at
  if (answeredAt === null) return isSentBefore ? 'under-way' : null
  if (!isAccepted(probe) && !isRejected(probe)) return 'failed'
  if (isSentBefore && answeredAt > cut.at) return 'under-way'
  return isAccepted(probe) ? 'accepted' : 'rejected'
}

export interface Summary {
  readonly sent: number
  readonly counts: Readonly<Record<Kind, number>>
  /** The status of the newest answer; 0 if it failed, null if there is none. */
  readonly lastStatus: number | null
  /** The median latency of the newest answers, in milliseconds. */
  readonly median: number | null
  /** Requests sent after the cut. */
  readonly sentAfter: number
  /** Those of them that were accepted, and those that were rejected. */
  readonly letThrough: number
  readonly rejectedAfter: number
  /** The time from the cut to the arrival of the first rejection; below 0 if that was earlier. */
  readonly firstRejection: number | null
}

/** How many answers the median considers: those of ten seconds. */
const medianOf = 100

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted.length - 1, sorted.length].map((twice) => sorted[twice >> 1])
  return ((low as number) + (high as number)) / 2
}

/** Counts the requests to one instance. */
export function summarize(probes: readonly Probe[], cut: Cut | null): Summary {
  const counts = { accepted: 0, rejected: 0, 'under-way': 0, failed: 0 }
  const latencies: number[] = []
  let newest: Probe | null = null
  let sentAfter = 0
  let letThrough = 0
  let rejectedAfter = 0
  let firstRejection: number | null = null
  for (const probe of probes) {
    const kind = kindOf(probe, cut)
    if (kind !== null) counts[kind]++
    const { sentAt, answeredAt } = probe
    const isAfter = cut !== null && sentAt > cut.at
    if (isAfter) sentAfter++
    if (answeredAt === null) continue
    if (newest === null || answeredAt > (newest.answeredAt as number)) newest = probe
    if (probe.status !== 0) latencies.push(answeredAt - sentAt)
    if (isAfter && isAccepted(probe)) letThrough++
    if (isAfter && isRejected(probe)) rejectedAfter++
    // An instance may reject the token before the answer to the revocation has arrived here.
    if (cut !== null && isRejected(probe) && answeredAt >= (cut.requestedAt ?? cut.at)) {
      firstRejection = Math.min(firstRejection ?? Number.POSITIVE_INFINITY, answeredAt - cut.at)
    }
  }
  return {
    sent: probes.length,
    counts,
    lastStatus: newest?.status ?? null,
    median: median(latencies.slice(-medianOf)),
    sentAfter,
    letThrough,
    rejectedAfter,
    firstRejection
  }
}

/** Adds up the counts of all instances. */
export function addUp(summaries: readonly Summary[]): Summary {
  const sum = (of: (summary: Summary) => number) =>
    summaries.reduce((total, one) => total + of(one), 0)
  const first = summaries.flatMap(({ firstRejection }) => firstRejection ?? [])
  return {
    sent: sum(({ sent }) => sent),
    counts: {
      accepted: sum(({ counts }) => counts.accepted),
      rejected: sum(({ counts }) => counts.rejected),
      'under-way': sum(({ counts }) => counts['under-way']),
      failed: sum(({ counts }) => counts.failed)
    },
    lastStatus: null,
    median: null,
    sentAfter: sum(({ sentAfter }) => sentAfter),
    letThrough: sum(({ letThrough }) => letThrough),
    rejectedAfter: sum(({ rejectedAfter }) => rejectedAfter),
    firstRejection: first.length === 0 ? null : Math.min(...first)
  }
}
