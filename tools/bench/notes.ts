import { showMedian } from './report.js'
import type { Row } from './rounds.js'

/** Returns the notes below the table. */
export function notes(path: string, redisRows: readonly (Row | null)[]): string[] {
  const [one, many] = redisRows.map((row) => row && showMedian(row, ({ redisCpu }) => redisCpu, 1))
  return [
    `How to read it: in the rows about tokens every server answers \`GET ${path}\` with the same bytes; all are alive at once and one is loaded at a time; figures are medians over the rounds, ratios are taken within each round, median (lowest–highest), 1 being as good as \`node:http\`. Where the generator is busier than the server, or neither is near 100 %, the server was not the bottleneck: then the ratio of CPU tells more than that of throughput.`,
    'Tokens: with 10,000 in turn the cache of verified tokens, which holds 20,000, has them all after the warm-up. In the rows “each token new” every request brings a token never seen before: that is what the first sight of a token costs.',
    ...(one && many
      ? [
          `redis-server itself takes besides, in CPU µs per request: ${one} (one token), ${many} (10,000).`
        ]
      : []),
    'Catalogue: the queries filter, sort and page the characters; their limit sends the answer whose size is nearest to the average, and has the same for “each query new”, where no query was ever asked before and nothing can come from the cache of answers. “one film”, “304” and “large list, brotli” have a limit each that sends the same bytes and headers.',
    'The generator is one process without workers. Nothing is pinned to cores: tried on two cores (not idle ones), with the server on one, generator and Redis on the other, pinning made the ratios of the rounds differ more, and Node’s own helper threads may use a free core, as they may in service.',
    'Every answer of every run had the expected status, and exactly the expected body where all requests are the same and it is text. Afterwards each of the service’s set-ups proved that it still refuses a revoked token: 200, logout, 401.'
  ]
}
