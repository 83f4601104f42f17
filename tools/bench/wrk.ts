import { execFile, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { autocannonGenerator } from './autocannon.js'
import type { Generator, LoadRequest } from './measure.js'
import { killAtExit } from './processes.js'
import { parseWrk, requestLines, wrkArguments } from './wrk-text.js'

const script = fileURLToPath(new URL('wrk.lua', import.meta.url))
const execute = promisify(execFile)

/** @param directory a directory for the files of requests */
function createWrk(directory: string): Generator {
  const files = new WeakMap<readonly LoadRequest[], string>()
  let fileCount = 0
  async function fileOf(requests: readonly LoadRequest[]): Promise<string> {
    const known = files.get(requests)
    if (known !== undefined) return known
    const file = join(directory, `requests-${fileCount++}.txt`)
    await writeFile(file, requestLines(requests))
    files.set(requests, file)
    return file
  }
  return {
    name: 'wrk',
    async run(origin, load) {
      const args = wrkArguments(origin, load, script, await fileOf(load.requests))
      const running = execute('wrk', args)
      killAtExit(running.child)
      return parseWrk((await running).stdout)
    }
  }
}

/** Returns wrk if it is installed, else autocannon. */
export function chooseGenerator(directory: string): Generator {
  if (spawnSync('wrk', ['--version']).error === undefined) return createWrk(directory)
  console.log(
    'wrk is not installed: autocannon generates the load. To install wrk: `apt-get install wrk` or `brew install wrk`'
  )
  return autocannonGenerator
}
