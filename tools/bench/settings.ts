import { parseArgs } from 'node:util'

const usage = `Usage: npm run bench -- [flags]
  --rounds N       number of rounds; each round measures every server once with each load (default 5)
  --seconds N      duration of each measurement, in seconds (default 4)
  --connections N  number of connections; each has one outstanding request (default 50)
  --before DIR     compares the cost of secured reads with that of another checkout, which must be
                   built: with an empty revocation set, and with 1,000,000 entries
  --peers          installs Express, NestJS, Koa, Hono and others into tools/bench/peers with npm ci, and
                   measures them too. Without this flag, measures them only if they are installed
  --help           prints this text
Runs the load tests, prints the results, writes them to tools/bench/results.md and draws
tools/bench/*.svg. With --before, writes
the comparison to tools/bench/before-and-after.md instead.`

const maximum = { rounds: 100, seconds: 600, connections: 1000 }

export interface BenchSettings {
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
  /** The folder of another checkout. */
  readonly before: string | undefined
  /** Whether to install the peers. */
  readonly peers: boolean
}

/** Parses the flags; prints the help and returns `null` if they request it. @throws Error if invalid */
export function readSettings(): BenchSettings | null {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      connections: { type: 'string', default: '50' },
      before: { type: 'string' },
      peers: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  if (values.help) {
    console.log(usage)
    return null
  }
  const read = (name: keyof typeof maximum) => {
    const number = Number(values[name])
    if (Number.isInteger(number) && number >= 1 && number <= maximum[name]) return number
    throw new Error(`--${name} must be an integer from 1 to ${maximum[name]}\n\n${usage}`)
  }
  return {
    rounds: read('rounds'),
    seconds: read('seconds'),
    connections: read('connections'),
    before: values.before,
    peers: values.peers
  }
}
