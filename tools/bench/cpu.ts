import { readdirSync, readFileSync } from 'node:fs'

/** CPU time since the start, in microseconds. */
export interface CpuTime {
  readonly process: number
  readonly mainThread: number
}

/**
 * Reads /proc/<pid>/task/<thread>/schedstat, which counts nanoseconds: the ticks of /proc/<pid>/stat are 10 ms
 * long. The time of threads that have ended is missing, but Node and Redis keep their threads.
 *
 * @returns null where the system has no such files
 */
export function readCpu(pid: number): CpuTime | null {
  if (process.platform !== 'linux') return null
  const tasks = `/proc/${pid}/task`
  const read = (thread: string | number) => {
    const [nanoseconds] = readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ')
    return Number(nanoseconds) / 1000
  }
  const times = readdirSync(tasks).map(read)
  return { process: times.reduce((sum, time) => sum + time, 0), mainThread: read(pid) }
}
