import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { checkAllTokens } from './check-all-tokens.js'
import { OneRedis } from './deployments/one-redis.js'
import { writeSection } from './document.js'
import { exitOnSignals } from './exit-on-signals.js'
import { heapsOf } from './instance.js'
import { mildFaults } from './mild-faults.js'
import { failuresOf, type Soak, soakReport } from './soak-report.js'

const usage = `Usage: npm run test:soak -- [flags]
  --minutes N  duration in minutes, more than 0 and at most 1440 (default 10)
  --help       prints this text
Runs a steady load on two instances, with a mild fault every 20 seconds. Prints the figures and writes
them to docs/faults.md.`

/** The intervals between faults, and between readings of memory and heaps, in seconds. */
const intervals = { fault: 20, memory: 5, heap: 60 }

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    help: { type: 'boolean', default: false }
  }
})

function memoryOf({ instances }: OneRedis): number {
  return instances.reduce((sum, { memory }) => sum + (memory ?? Number.NaN), 0)
}

async function heapOf({ instances }: OneRedis): Promise<number> {
  const heaps = await heapsOf(instances)
  return heaps.reduce<number>((sum, heap) => sum + (heap ?? Number.NaN), 0)
}

async function soak(seconds: number): Promise<Soak> {
  const deployment = await OneRedis.start([])
  try {
    deployment.load.start()
    const memory: number[] = []
    const heaps: number[] = []
    const faults: string[] = []
    const begin = performance.now()
    for (let tick = 1; performance.now() - begin < seconds * 1000; tick++) {
      await sleep(intervals.memory * 1000)
      memory.push(memoryOf(deployment))
      if (tick % (intervals.heap / intervals.memory) === 0) heaps.push(await heapOf(deployment))
      if (tick % (intervals.fault / intervals.memory) !== 0) continue
      const fault = mildFaults[faults.length % mildFaults.length]
      await fault?.cause(deployment)
      faults.push(fault?.name ?? '')
    }
    const took = (performance.now() - begin) / 1000
    const load = [...deployment.samples.all]
    await sleep(2000)
    await deployment.load.stop()
    deployment.samples.clear()
    const errors = await checkAllTokens(deployment).then(
      () => [],
      ({ message }: Error) => [message]
    )
    const crashes = [...deployment.instances.flatMap(({ crashes }) => crashes), ...errors]
    return {
      seconds: took,
      load,
      finalCheck: deployment.samples.all,
      memory,
      heaps,
      faults,
      crashes
    }
  } finally {
    await deployment.close()
  }
}

exitOnSignals()
const minutes = Number(values.minutes)
if (values.help) console.log(usage)
else if (!(minutes > 0 && minutes <= 24 * 60))
  throw new Error(`--minutes must be a number above 0, at most 1440\n\n${usage}`)
else {
  const result = await soak(minutes * 60)
  const text = soakReport(result)
  console.log(text)
  writeSection('soak', text)
  if (failuresOf(result).length > 0) process.exitCode = 1
}
