import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { mint } from '../helper.js'
import { type App, getFilms, logOut, ready, statusOf } from './redis-app.js'

/**
 * The longest time for which the service may return 503 before it counts as stuck, in milliseconds.
 */
const stuck = 60_000

async function outcomeOf(answer: ReturnType<typeof getFilms>): Promise<string> {
  const { statusCode, headers, body } = await answer
  const retry = Number(headers['retry-after']) > 0 ? 'with' : 'without'
  return `${statusCode} ${JSON.parse(body).code} ${retry} Retry-After`
}

/** Compares all outcomes at the end: hundreds of assertions would distort the timing. */
async function areRefusals(t: Test, answers: Promise<string>[], what: string): Promise<void> {
  const told = new Set(await Promise.all(answers))
  t.same([...told], ['503 service-unavailable with Retry-After'], `${what}: all return 503`)
}

/** Sends requests one after another for that time. All secured routes must return 503. */
export async function refusesAll(t: Test, app: App, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  const token = mint()
  const films: Promise<string>[] = []
  const logouts: Promise<string>[] = []
  const probes: Promise<string>[] = []
  while (performance.now() < end) {
    films.push(outcomeOf(getFilms(app, mint())), outcomeOf(getFilms(app, token)))
    logouts.push(outcomeOf(logOut(app, token)))
    probes.push(outcomeOf(ready(app)))
    // Not a divisor of the timeouts of the Redis client, so that requests hit every moment between
    // them.
    await sleep(17)
  }
  await areRefusals(t, films, 'secured routes')
  await areRefusals(t, logouts, 'logout')
  await areRefusals(t, probes, '/readyz')
}

/** The same for fifty clients at once. */
export async function refusesCrowd(t: Test, app: App): Promise<void> {
  const crowd = Array.from({ length: 50 }, () => outcomeOf(getFilms(app, mint())))
  await areRefusals(t, crowd, 'a crowd')
}

export async function answersPublic(t: Test, app: App): Promise<void> {
  for (const url of ['/', '/healthz', '/openapi.json', '/problems/', '/ui/']) {
    t.equal(await statusOf(app.inject(url)), 200, url)
  }
}

/** Waits until the service accepts a valid token and a logout again. */
export async function recovers(t: Test, app: App, revoked: string): Promise<void> {
  const start = performance.now()
  const told = new Set<number>()
  const isLate = () => performance.now() - start > stuck
  /** Sends requests, each with a new token, until the status is not 503. */
  async function untilAnswered(ask: (app: App, token: string) => ReturnType<typeof getFilms>) {
    for (;;) {
      told.add(await statusOf(getFilms(app, revoked)))
      const token = mint()
      const status = await statusOf(ask(app, token))
      if (status !== 503 || isLate()) return { token, status }
      await sleep(10)
    }
  }
  const read = await untilAnswered(getFilms)
  t.equal(read.status, 200, 'the first response that is not 503')
  t.equal(await statusOf(ready(app)), 200, '/readyz')
  // A revocation succeeds only when the database names the current server.
  const logout = await untilAnswered(logOut)
  t.equal(logout.status, 200, 'the first logout that is not 503')
  t.equal(await statusOf(getFilms(app, logout.token)), 401, 'the logout takes effect')
  t.strictSame(
    [...told].filter((status) => status !== 503),
    [401],
    'revoked tokens stay revoked'
  )
}
