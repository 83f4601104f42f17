import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { writeSection } from './document.js'
import { endWithSignals } from './end-with-signals.js'
import { heapsOf } from './instance.js'
import { mildFaults } from './mild-faults.js'
import { failuresOf, type Soak, soakReport } from './soak-report.js'
import { OneRedis } from './stages/one-redis.js'
import { sweep } from './sweep.js'

const usage = `Usage: npm run test:soak -- [flags]
  --minutes N  how long (default 10)
  --help       this text
Steady load on two instances with a mild fault now and then; writes figures to docs/faults.md.`

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
  const stage = await OneRedis.start([])
  try {
    stage.load.start()
    const memory: number[] = []
    const heaps: number[] = []
    const struck: string[] = []
    const begin = performance.now()
    for (let tick = 1; performance.now() - begin < seconds * 1000; tick++) {
      await sleep(intervals.memory * 1000)
      memory.push(memoryOf(stage))
      if (tick % (intervals.heap / intervals.memory) === 0) heaps.push(await heapOf(stage))
      if (tick % (intervals.fault / intervals.memory) !== 0) continue
      const fault = mildFaults[struck.length % mildFaults.length]
      await fault?.strike(stage)
      struck.push(fault?.name ?? '')
    }
    const took = (performance.now() - begin) / 1000
    const load = [...stage.samples.all]
    await sleep(2000)
    await stage.load.stop()
    stage.samples.forget()
    const silent = await sweep(stage).then(
      () => [],
      ({ message }: Error) => [message]
    )
    const crashes = [...stage.instances.flatMap(({ crashes }) => crashes), ...silent]
    return { seconds: took, load, swept: stage.samples.all, memory, heaps, struck, crashes }
  } finally {
    await stage.close()
  }
}

endWithSignals()
const minutes = Number(values.minutes)
if (values.help) console.log(usage)
else if (!(minutes > 0 && minutes <= 24 * 60))
  throw new Error(`--minutes wants a number\n\n${usage}`)
else {
  const result = await soak(minutes * 60)
  const text = soakReport(result)
  console.log(text)
  writeSection('soak', text)
  if (failuresOf(result).length > 0) process.exitCode = 1
}
