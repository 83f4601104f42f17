import { showMedian } from './report.js'
import type { Row } from './rounds.js'

/** Returns the notes below the table. */
export function notes(path: string, redisRows: readonly (Row | null)[]): string[] {
  const [one, many] = redisRows.map((row) => row && showMedian(row, ({ redisCpu }) => redisCpu, 1))
  return [
    `Rows with tokens: every server sends the same body for \`GET ${path}\`. The baseline also sends the headers of the service; bare Fastify does not. All servers run at the same time, and one is loaded at a time. Each figure is the median over the rounds. Each ratio compares two servers within one round: median (lowest–highest); 1 is as good as \`node:http\`. If the generator uses more CPU than the server, or neither is near 100 %, the server is not the bottleneck. In that case the ratio of CPU is more meaningful than the ratio of throughput.`,
    'Tokens: the cache of verified tokens has room for 20,000, so it contains all 10,000 tokens after the warm-up. In the rows “new token each time” every request has a token that the service has not seen before. These rows show the cost of the first verification of a token.',
    ...(one && many
      ? [
          `CPU time of redis-server, in µs per request: ${one} (one token), ${many} (10,000 tokens).`
        ]
      : []),
    'Catalogue: the queries filter, sort and page the characters. Their baseline sends the response whose size is nearest to the average. It is also the baseline of “new query each time”, where no query is repeated, so the response cache has none of the responses. “one film”, “304” and “large list, brotli” each have a baseline that sends the same bytes and headers.',
    'The generator is one process without workers. No process is pinned to a core. In a trial on two cores that were not idle, with the server on one core, and the generator and Redis on the other, pinning increased the variation of the ratios between rounds. Node’s helper threads may also use a free core, as in production.',
    'Every response had the expected status. If all requests of a load are the same and the body is text, every response also had exactly the expected body. At the end, each setup of the service still rejected a revoked token: 200, logout, 401.'
  ]
}
