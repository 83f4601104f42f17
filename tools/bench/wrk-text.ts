import type { Load, LoadRequest, Outcome } from './measure.js'

/** Returns the file of requests for wrk.lua. */
export function requestLines(requests: readonly LoadRequest[]): string {
  const lines = requests.map(({ path, headers }) => {
    const pairs = Object.entries({ host: '127.0.0.1', ...headers })
    const fields = pairs.map(([name, value]) => `${name}: ${value}\t`)
    return `GET ${path} HTTP/1.1\t${fields.join('')}\t\n`
  })
  return lines.join('')
}

/** The limit of a load that is bound by its number of requests, in seconds. */
const limit = 120

/** Returns the arguments of wrk. */
export function wrkArguments(origin: string, load: Load, script: string, file: string): string[] {
  const { connections, bound, status } = load
  const duration = 'seconds' in bound ? bound.seconds : limit
  // wrk calls `request` once to check it, then once for each connection, then once for each response.
  const calls = 'seconds' in bound ? 0 : bound.requests + connections + 1
  const flags = ['--threads', '1', '--connections', `${connections}`, '--duration', `${duration}s`]
  const scriptArguments = ['--', file, `${calls}`, `${status}`]
  return [...flags, '--timeout', '10s', '--script', script, origin, ...scriptArguments]
}

/** Parses the line that wrk.lua prints at the end. @throws Error if it is missing */
export function parseWrk(output: string): Outcome {
  const line = output.split('\n').find((one) => one.startsWith('{'))
  if (line === undefined) throw new Error(`wrk did not report its measurement:\n${output}`)
  return JSON.parse(line)
}
