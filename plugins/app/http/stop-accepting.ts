import { Server } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** A turn of the event loop that takes longer may have left a new connection waiting. In milliseconds. */
const quickTurn = 0.5

/** Without a quiet turn, for example under full load, the listener closes after so many turns. */
const maxTurns = 2000

/**
 * Closes the listener, and no connection. It waits for a turn of the event loop without new
 * connections: the kernel resets those that nobody has accepted yet, and a proxy may not repeat a
 * POST that it has already sent on one.
 */
export async function stopAccepting(server: Server): Promise<void> {
  let isQuiet = false
  const note = () => {
    isQuiet = false
  }
  server.on('connection', note)
  for (let turn = 0; turn < maxTurns && !isQuiet; turn++) {
    isQuiet = true
    const begin = performance.now()
    await nextTurn()
    isQuiet &&= performance.now() - begin < quickTurn
  }
  server.off('connection', note)
  // The method of an HTTP server would also close the idle connections.
  Server.prototype.close.call(server)
}
