import { parseArgs } from 'node:util'

const usage = `Usage: npm run bench -- [flags]
  --rounds N       rounds, each of which loads every server once per kind of tokens (default 5)
  --seconds N      how long each server is loaded at a time (default 4)
  --connections N  open connections, each with one request under way (default 64)
  --before DIR     only compare with another checkout, which is built: whether secured reads cost
                   more than there, with an empty set and with one that holds 1,000,000
  --help           this text
Prints a table and writes it to tools/bench/results.md, or a comparison to tools/bench/before-and-after.md.`

const most = { rounds: 100, seconds: 600, connections: 1000 }

export interface BenchSettings {
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
  /** The folder of another checkout. */
  readonly before: string | undefined
}

/** Parses the flags; prints the help and returns `null` if they request it. @throws Error if invalid */
export function readSettings(): BenchSettings | null {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      connections: { type: 'string', default: '64' },
      before: { type: 'string' },
      help: { type: 'boolean', default: false }
    }
  })
  if (values.help) {
    console.log(usage)
    return null
  }
  const read = (name: keyof typeof most) => {
    const number = Number(values[name])
    if (Number.isInteger(number) && number >= 1 && number <= most[name]) return number
    throw new Error(`--${name} wants a whole number from 1 to ${most[name]}\n\n${usage}`)
  }
  return {
    rounds: read('rounds'),
    seconds: read('seconds'),
    connections: read('connections'),
    before: values.before
  }
}
