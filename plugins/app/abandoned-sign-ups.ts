import fp from 'fastify-plugin'
import { pruneSignUps } from '../../src/accounts/one-time-tokens.js'
import { inBatches } from '../../src/database/in-batches.js'

/** How long an expired link may be asked for once more, in seconds. */
const keptAfterExpiry = 7 * 86_400
/** In milliseconds. */
const pruneInterval = 600_000
const pruneBatch = 200

/** Forgets sign-ups that nobody confirmed, with their addresses, and links that were not followed. */
export default fp(
  async (app) => {
    const { db, clock } = app
    app.background('pruning sign-ups', pruneInterval, (isClosing) =>
      inBatches(() => pruneSignUps(db, clock() - keptAfterExpiry, pruneBatch), isClosing)
    )
  },
  { name: 'abandoned-sign-ups', dependencies: ['clock', 'database', 'migrations', 'background'] }
)
