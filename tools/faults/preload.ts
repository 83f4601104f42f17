import { register } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/*
 * Runs before the service in every process of a drill. FAULTS_OVERRIDES names modules to replace; the
 * replacements are in tools/faults/overrides. All other modules of the service are those of the release.
 */

const overrides = (process.env.FAULTS_OVERRIDES ?? '').split(',').filter((name) => name !== '')
register('./override-modules.js', import.meta.url, { data: overrides })

/**
 * Returns the live heap after a garbage collection, in bytes. Resident memory also depends on when the
 * collector runs.
 */
function liveHeap(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
process.on('message', ({ requestsHeap = false }: { requestsHeap?: boolean }) => {
  if (requestsHeap) process.send?.({ liveHeap: liveHeap() })
})

// Exits when the parent process exits, for any reason.
process.once('disconnect', () => process.exit())
process.channel?.unref()
