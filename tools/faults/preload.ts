import { register } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/*
 * Runs before the service in every process of a drill. The process then runs the service as shipped,
 * except for the modules that FAULTS_SWAPS names. Their stand-ins are in tools/faults/swaps.
 */

const swaps = (process.env.FAULTS_SWAPS ?? '').split(',').filter((name) => name !== '')
register('./swap-modules.js', import.meta.url, { data: swaps })

/**
 * Returns the live heap after a garbage collection, in bytes. Resident memory also depends on when the
 * collector runs.
 */
function liveHeap(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
process.on('message', ({ wantsHeap = false }: { wantsHeap?: boolean }) => {
  if (wantsHeap) process.send?.({ liveHeap: liveHeap() })
})

// Ends with its parent process, however that ended.
process.once('disconnect', () => process.exit())
process.channel?.unref()
