import { register } from 'node:module'

/*
 * Runs before the service in every process of a drill. What runs then is the service as it is
 * shipped, but for the modules that FAULTS_SWAPS names: test/faults/swaps has their stand-ins.
 */

const swaps = (process.env.FAULTS_SWAPS ?? '').split(',').filter((name) => name !== '')
register('./swap-modules.js', import.meta.url, { data: swaps })

// Whoever started it is gone, however that ended: nothing stays behind.
process.once('disconnect', () => process.exit())
process.channel?.unref()
