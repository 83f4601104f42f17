import { showMedian } from './figures.js'
import type { Row } from './rounds.js'
import { sizesConnections } from './sizes.js'

/** Returns the notes below the table. @param redisRows the service with Redis: one token, 10,000 tokens */
export function notes(path: string, redisRows: readonly Row[], hasPeers: boolean): string[] {
  const [one, many] = redisRows.map((row) => showMedian(row, ({ redisCpu }) => redisCpu, 1))
  return [
    `CPU time: of all threads of the server's process, in nanoseconds from \`/proc\`, divided by the number of responses. It is the main figure, because it depends less on the generator and on other programs than the throughput does. Each figure is the median over the rounds. Each ratio compares two servers within one round: median (lowest–highest); 1 is as good as \`node:http\`, and less is worse.`,
    'CPU use: the time in which the main thread of the server, and the generator, was on a CPU. “generator-bound”: the server was busy for less than 95 % of the time, because the generator or other programs limited it. In that case, the throughput says nothing about the server.',
    `All servers run at the same time, and one is loaded at a time. The order of the servers changes in each round. Rows with tokens: every server sends the same body for \`GET ${path}\`. The baseline also sends the headers of the service; the other servers send their own.`,
    'Tokens: the cache of verified tokens has room for 20,000, so it contains all 10,000 tokens after the warm-up. In the rows “new token each time” every request has a token that the service has not seen before. These rows show the cost of the first verification of a token.',
    ...(one === undefined
      ? ['redis-server is not installed: the rows with Redis are missing.']
      : [
          `CPU time of redis-server, in µs per request: ${one} (one token), ${many} (10,000 tokens).`,
          `Latency over the size of the set: ${sizesConnections} connections with 10,000 tokens, so that the service is not saturated.`
        ]),
    ...(hasPeers
      ? [
          'Peers: each of them verifies the signature (HS256), the expiry and the issuer of the token in each request, sends one `EXISTS` to Redis, and serializes the list in each request. They return 401 without a valid token. They have no logger, no validation and no other routes. The process has `NODE_ENV=production`.',
          'Express, Koa and Hono verify with `jsonwebtoken` and a `KeyObject`, in a middleware. NestJS verifies with `@nestjs/jwt` (`jsonwebtoken`) and a `KeyObject`, in a guard, on Express. Fastify verifies with `@fastify/jwt` (`fast-jwt`), with its option `trusted`, and reads Redis with `@fastify/redis`. All of them use `ioredis`. The code is in `tools/bench/peers`.'
        ]
      : [
          'Express, NestJS, Koa, Hono and Fastify with its plugins: not measured. Run with `--peers`.'
        ]),
    'Catalogue: the queries filter, sort and page the characters. In Zipf’s proportions, query number k is sent in proportion to 1/k. The response cache has room for 5,000 of the 10,000 queries. Their baseline sends the response whose size is nearest to the average. It is also the baseline of “new query each time”, where no query is repeated, so the response cache has none of the responses. Each other load has a baseline that sends the same bytes and headers.',
    'No process is pinned to a core. Node’s helper threads may use a free core, as in production.',
    'Every response had a status below 400, and exactly 304 in the rows “304”. Before each load, the bench compared the status and the body of one response with the expected ones. At the end, each setup of the service still rejected a revoked token: 200, logout, 401.'
  ]
}
