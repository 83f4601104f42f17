import { register } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/*
 * Runs before the service in every process of a drill. What runs then is the service as it is
 * shipped, but for the modules that FAULTS_SWAPS names: tools/faults/swaps has their stand-ins.
 */

const swaps = (process.env.FAULTS_SWAPS ?? '').split(',').filter((name) => name !== '')
register('./swap-modules.js', import.meta.url, { data: swaps })

/** What is left after a collection: resident memory tells as much of the collector's leisure. */
function liveHeap(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
process.on('message', ({ wantsHeap = false }: { wantsHeap?: boolean }) => {
  if (wantsHeap) process.send?.({ liveHeap: liveHeap() })
})

// Whoever started it is gone, however that ended: nothing stays behind.
process.once('disconnect', () => process.exit())
process.channel?.unref()
