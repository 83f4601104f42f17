import { join } from 'node:path'
import autocannon from 'autocannon'
import { type Sample, type Setup, sample } from './measure.js'
import { median } from './report.js'
import { path, type Server, startService } from './servers.js'
import type { BenchSettings } from './settings.js'
import { logIn, signUpUsers, type User } from './users.js'

/** The number of connections that log in continuously. */
const loginConnections = 32
/** The maximum factor by which the 99th percentile of the films may increase meanwhile. */
const maxSlowdown = 3

const logInAgain =
  (users: readonly User[]): Setup =>
  (client, own) =>
    client.setRequests([
      {
        method: 'POST',
        path: '/users/v1/login',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(users[own % users.length])
      }
    ])

/** Each connection exchanges the refresh token that it received last. */
const refreshAgain =
  (first: readonly string[]): Setup =>
  (client, own) => {
    let token = first[own]
    client.setRequests([
      {
        method: 'POST',
        path: '/users/v1/generate_tokens',
        setupRequest: (request) => ({
          ...request,
          headers: { authorization: `Bearer ${token}` }
        }),
        onResponse(_status, body) {
          token = JSON.parse(body).refresh_token
        }
      }
    ])
  }

/** Starts continuous logins. @returns a function that stops them, and rejects if any login failed */
function startLogins(server: Server, users: readonly User[]): () => Promise<void> {
  let clientCount = 0
  const setup = logInAgain(users)
  const options = {
    url: server.origin,
    connections: loginConnections,
    duration: 3600,
    setupClient: (client: autocannon.Client) => setup(client, clientCount++)
  }
  const run = autocannon(options, () => {})
  const ended = new Promise<autocannon.Result>((resolve) => run.once('done', resolve))
  return async () => {
    run.stop()
    const { non2xx, errors, '2xx': good } = await ended
    if (non2xx + errors > 0 || good === 0) {
      throw new Error(
        `${server.name}: ${good} logins succeeded, ${non2xx} failed, ${errors} errors`
      )
    }
  }
}

const titles = {
  login: 'login',
  refresh: 'refresh',
  alone: 'films, no logins',
  duringLogins: `films, while ${loginConnections} connections log in`
} as const
type Mode = keyof typeof titles
const modes = Object.keys(titles) as Mode[]
type Samples = Readonly<Record<Mode, Sample[]>>

function lineOf(mode: Mode, samples: readonly Sample[]): string {
  const show = (figure: (one: Sample) => number | null, digits: number) => {
    const values = samples.map(figure).filter((value) => value !== null)
    return values.length === 0 ? '–' : median(values).toFixed(digits)
  }
  const figures = [
    show((one) => one.requestsPerSecond, 0),
    show((one) => one.p50, 2),
    show((one) => one.p99, 2),
    show((one) => one.cpu && one.cpu / 1000, 2)
  ]
  return `| ${[titles[mode], ...figures].join(' | ')} |`
}

function section(samples: Samples, { rounds, seconds, connections }: BenchSettings): string {
  const slowdowns = samples.duringLogins.map(
    ({ p99 }, round) => p99 / (samples.alone[round]?.p99 ?? Number.NaN)
  )
  const slowdown = median(slowdowns)
  const range = [Math.min(...slowdowns), Math.max(...slowdowns)].map((one) => one.toFixed(2))
  const verdict = slowdown <= maxSlowdown ? 'met' : 'missed'
  return `
## Accounts

- p99 of the films while ${loginConnections} connections log in ÷ p99 without logins ≤ ${maxSlowdown.toFixed(2)}: **${verdict}** (${slowdown.toFixed(2)}; ${range.join('–')})

| request | requests/s | p50 ms | p99 ms | CPU ms/request |
| --- | ---: | ---: | ---: | ---: |
${modes.map((mode) => lineOf(mode, samples[mode])).join('\n')}

- Default settings, with embedded SQLite and the in-process set. Exceptions: \`RATE_LIMIT=off\`, so that the rate limits do not reject requests, and \`SESSIONS=multiple\`, so that no login ends another session. Login and refresh: ${loginConnections} connections, each with its own user. A login computes argon2id with its recommended parameters, on all cores but one. A refresh is three transactions; SQLite writes each of them to the disk before the next one begins.
- Films: ${connections} connections, in each round first without and then with logins. Each figure is the median over ${rounds} rounds of ${seconds} s. The generator, which also sends the logins, runs on the same machine as the service.
`
}

/**
 * Measures the cost of logins, and how they slow down other requests.
 *
 * @param directory an empty directory
 * @returns a section for results.md
 */
export async function measureAccounts(directory: string, settings: BenchSettings): Promise<string> {
  const { rounds, seconds, connections } = settings
  const server = await startService('this service, accounts', directory, {
    RATE_LIMIT: 'off',
    SESSIONS: 'multiple'
  })
  console.log(`accounts: ${loginConnections} users sign up`)
  const users = await signUpUsers(server, join(directory, 'data'), loginConnections)
  const first = await Promise.all(users.map((user) => logIn(server, user)))
  const [{ token } = { token: '' }] = first
  const films = () =>
    sample(server, 200, {
      connections,
      duration: seconds,
      setup: (client) =>
        client.setRequests([{ path, headers: { authorization: `Bearer ${token}` } }])
    })
  const measurements: Readonly<Record<Mode, () => Promise<Sample>>> = {
    login: () =>
      sample(server, 200, {
        connections: loginConnections,
        duration: seconds,
        setup: logInAgain(users)
      }),
    async refresh() {
      const sessions = await Promise.all(users.map((user) => logIn(server, user)))
      const tokens = sessions.map(({ refresh_token }) => refresh_token)
      return sample(server, 200, {
        connections: loginConnections,
        duration: seconds,
        setup: refreshAgain(tokens)
      })
    },
    alone: films,
    async duringLogins() {
      const stop = startLogins(server, users)
      return films().finally(stop)
    }
  }
  const samples: Samples = { login: [], refresh: [], alone: [], duringLogins: [] }
  await films()
  for (let round = 0; round < rounds; round++) {
    for (const mode of modes) {
      console.log(`round ${round + 1} of ${rounds}: ${titles[mode]}`)
      samples[mode].push(await measurements[mode]())
    }
  }
  return section(samples, settings)
}
