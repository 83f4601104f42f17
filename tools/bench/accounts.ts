import { join } from 'node:path'
import autocannon from 'autocannon'
import {
  loginConnections,
  type Mode,
  modes,
  type Samples,
  section,
  titles
} from './accounts-report.js'
import { runAutocannon, type Setup } from './autocannon.js'
import { type Generator, measure, type Sample, sample } from './measure.js'
import { path, type Server, startService } from './servers.js'
import type { BenchSettings } from './settings.js'
import { requestsWith } from './tokens.js'
import { logIn, signUpUsers, type User } from './users.js'

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

/**
 * Measures the cost of logins, and how they slow down other requests.
 *
 * @param directory an empty directory
 * @returns a section for results.md
 */
export async function measureAccounts(
  directory: string,
  settings: BenchSettings,
  generator: Generator
): Promise<string> {
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
    measure(generator, server, {
      connections,
      requests: requestsWith(path, [token]),
      status: 200,
      body: null,
      bound: { seconds }
    })
  /** autocannon, because the next request depends on the response. */
  const load = (setup: Setup) =>
    sample(server, () =>
      runAutocannon(server.origin, 200, {
        connections: loginConnections,
        duration: seconds,
        setup
      })
    )
  const measurements: Readonly<Record<Mode, () => Promise<Sample>>> = {
    login: () => load(logInAgain(users)),
    async refresh() {
      const sessions = await Promise.all(users.map((user) => logIn(server, user)))
      const tokens = sessions.map(({ refresh_token }) => refresh_token)
      return load(refreshAgain(tokens))
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
