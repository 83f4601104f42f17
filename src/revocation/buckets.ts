import type { TokenIds } from './revocation-set.js'

/** The names of the buckets: two hex digits each. */
export const buckets: readonly string[] = Array.from({ length: 256 }, (_, index) =>
  index.toString(16).padStart(2, '0')
)

/**
 * Returns the bucket of a token. The set consists of 256 sorted sets, so that the loss of one is
 * detected, and a Cluster can distribute them. A token is in the bucket of its session, so that one
 * command checks both. The last two hex digits are random in all random versions of UUID
 * (RFC 9562 §5).
 */
export function bucketOf({ sub, sid }: TokenIds): string {
  return (sid ?? sub).slice(-2)
}
