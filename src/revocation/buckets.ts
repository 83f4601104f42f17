import type { TokenIds } from './revocation-set.js'

/** Their names: two hex digits each. */
export const buckets: readonly string[] = Array.from({ length: 256 }, (_, index) =>
  index.toString(16).padStart(2, '0')
)

/**
 * The set lies in 256 sorted sets, so that losing one shows in one and a Cluster can spread them.
 * A token lies where its session lies: one command asks for both. The last two hex digits are
 * random in every version of UUID that is (RFC 9562 §5).
 */
export function bucketOf({ sub, sid }: TokenIds): string {
  return (sid ?? sub).slice(-2)
}
