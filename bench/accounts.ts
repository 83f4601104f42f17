import { join } from 'node:path'
import autocannon from 'autocannon'
import { type Sample, type Setup, sample } from './measure.js'
import { logIn, makePeople, type Person } from './people.js'
import { median } from './report.js'
import { path, type Server, startService } from './servers.js'
import type { BenchSettings } from './settings.js'

/** Who log in without pause, each again and again. */
const clients = 32
/** How much longer the slowest hundredth of the films may take meanwhile. */
const mostSlowdown = 3

const logInAgain =
  (people: readonly Person[]): Setup =>
  (client, own) =>
    client.setRequests([
      {
        method: 'POST',
        path: '/users/v1/login',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(people[own % people.length])
      }
    ])

/** Each connection exchanges the refresh token that it got last. */
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

/** Logs in until it is told to stop. @returns stops; throws if a single login failed */
function startLogins(server: Server, people: readonly Person[]): () => Promise<void> {
  let clientCount = 0
  const setup = logInAgain(people)
  const options = {
    url: server.origin,
    connections: clients,
    duration: 3600,
    setupClient: (client: autocannon.Client) => setup(client, clientCount++)
  }
  const run = autocannon(options, () => {})
  const ended = new Promise<autocannon.Result>((resolve) => run.once('done', resolve))
  return async () => {
    run.stop()
    const { non2xx, errors, '2xx': good } = await ended
    if (non2xx + errors > 0 || good === 0) {
      throw new Error(`${server.name}: ${good} logins, ${non2xx} refused, ${errors} errors`)
    }
  }
}

const modes = ['login', 'refresh', 'films, quiet', 'films, while 32 clients log in'] as const
type Mode = (typeof modes)[number]
type Samples = Readonly<Record<Mode, Sample[]>>

function section(samples: Samples, { rounds, seconds, connections }: BenchSettings): string {
  const show = (mode: Mode, figure: (one: Sample) => number | null, digits: number) => {
    const values = samples[mode].map(figure).filter((value) => value !== null)
    return values.length === 0 ? '–' : median(values).toFixed(digits)
  }
  const lines = modes.map((mode) =>
    [
      '',
      mode,
      show(mode, (one) => one.requestsPerSecond, 0),
      show(mode, (one) => one.p50, 2),
      show(mode, (one) => one.p99, 2),
      show(mode, (one) => one.cpu && one.cpu / 1000, 2),
      ''
    ]
      .join(' | ')
      .trim()
  )
  const slowdowns = samples['films, while 32 clients log in'].map(
    ({ p99 }, round) => p99 / (samples['films, quiet'][round]?.p99 ?? Number.NaN)
  )
  const slowdown = median(slowdowns)
  const range = `${Math.min(...slowdowns).toFixed(2)}–${Math.max(...slowdowns).toFixed(2)}`
  return `
## Accounts

- films' p99 while 32 clients log in ÷ quiet ≤ ${mostSlowdown.toFixed(2)}: **${slowdown <= mostSlowdown ? 'met' : 'missed'}** (${slowdown.toFixed(2)}; ${range})

<!-- load test of accounts -->
| what | requests/s | p50 ms | p99 ms | CPU ms/request |
| --- | ---: | ---: | ---: | ---: |
${lines.join('\n')}
<!-- /load test of accounts -->

- As shipped, with embedded SQLite and the in-process set; \`RATE_LIMIT=off\`, or the limits would be measured, and \`SESSIONS=multiple\`, so that nobody is logged out. Login and refresh: ${clients} connections, each with a person of its own; a login is argon2id with the recommended costs, which one core at the most works at on a machine of two. Films: ${connections} connections.
- Medians over ${rounds} rounds of ${seconds} s for each line; the two lines of films follow one another in each round, and their ratio is taken within it. The generator and the clients that log in share the machine with the service.
`
}

/**
 * What logins cost, and what they cost others.
 *
 * @param directory an empty one
 * @returns a section for results.md
 */
export async function measureAccounts(directory: string, settings: BenchSettings): Promise<string> {
  const { rounds, seconds, connections } = settings
  const server = await startService('this service, accounts', directory, {
    RATE_LIMIT: 'off',
    SESSIONS: 'multiple'
  })
  console.log(`accounts: ${clients} people sign up`)
  const people = await makePeople(server, join(directory, 'data'), clients)
  const first = await Promise.all(people.map((person) => logIn(server, person)))
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
      sample(server, 200, { connections: clients, duration: seconds, setup: logInAgain(people) }),
    async refresh() {
      const sessions = await Promise.all(people.map((person) => logIn(server, person)))
      const tokens = sessions.map(({ refresh_token }) => refresh_token)
      return sample(server, 200, {
        connections: clients,
        duration: seconds,
        setup: refreshAgain(tokens)
      })
    },
    'films, quiet': films,
    async 'films, while 32 clients log in'() {
      const stop = startLogins(server, people)
      return films().finally(stop)
    }
  }
  const samples: Samples = {
    login: [],
    refresh: [],
    'films, quiet': [],
    'films, while 32 clients log in': []
  }
  await films()
  for (let round = 0; round < rounds; round++) {
    for (const mode of modes) {
      console.log(`round ${round + 1} of ${rounds}: ${mode}`)
      samples[mode].push(await measurements[mode]())
    }
  }
  return section(samples, settings)
}
