import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { createUser, logIn, logOut, post, tryLogin } from '../accounts/actors.js'
import { bearer, type build, temporaryDirectory } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { captureLog } from '../log/capture-log.js'
import { until } from '../until.js'

type App = Awaited<ReturnType<typeof build>>

export const films = (app: App, token: string) =>
  app.inject({ url: '/films/v1/', headers: bearer(token) })
export const isReady = async (app: App) => (await app.inject('/readyz')).statusCode === 200

export const signUp = (app: App) =>
  post(app, '/users/v1/signup', {
    email: `${Math.random()}@example.org`,
    password: 'seven quiet moons behind glass'
  })

export async function start(t: Test) {
  const home = temporaryDirectory(t)
  const DATA_DIR = join(home, 'data')
  const { server, lines } = await captureLog(t, 'info', undefined, { env: { DATA_DIR } })
  const app = server as unknown as App
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  return { app, lines, user, token, DATA_DIR, away: join(home, 'away') }
}
type Started = Awaited<ReturnType<typeof start>>

const inData = ({ DATA_DIR }: Started, name: string) => join(DATA_DIR, name)

interface Loss {
  lose(started: Started): void
  /** Absent if the loss cannot be undone. */
  undo?(started: Started): void
}

/** Faults in the data directory of a service. */
export const losses = {
  'the directory is removed': {
    lose: ({ DATA_DIR }) => rmSync(DATA_DIR, { recursive: true })
  },
  'the directory is moved away': {
    lose: ({ DATA_DIR, away }) => renameSync(DATA_DIR, away),
    undo: ({ DATA_DIR, away }) => renameSync(away, DATA_DIR)
  },
  'the directory is replaced': {
    lose({ DATA_DIR, away }) {
      renameSync(DATA_DIR, away)
      mkdirSync(DATA_DIR)
    },
    undo({ DATA_DIR, away }) {
      rmSync(DATA_DIR, { recursive: true })
      renameSync(away, DATA_DIR)
    }
  },
  'the directory leads elsewhere': {
    lose({ DATA_DIR, away }) {
      renameSync(DATA_DIR, away)
      mkdirSync(`${away}-other`)
      symlinkSync(`${away}-other`, DATA_DIR)
    },
    undo({ DATA_DIR, away }) {
      unlinkSync(DATA_DIR)
      renameSync(away, DATA_DIR)
    }
  },
  'the database is removed': {
    lose: (started) => rmSync(inData(started, 'starwars.db'))
  },
  'the database is replaced': {
    lose(started) {
      renameSync(inData(started, 'starwars.db'), inData(started, 'earlier.db'))
      writeFileSync(inData(started, 'starwars.db'), '')
    },
    undo: (started) => renameSync(inData(started, 'earlier.db'), inData(started, 'starwars.db'))
  },
  'what is not yet in the database is removed': {
    lose: (started) => rmSync(inData(started, 'starwars.db-wal'))
  },
  'the index of that is removed': {
    lose: (started) => rmSync(inData(started, 'starwars.db-shm'))
  }
} satisfies Record<string, Loss>

/** Asserts that the service stops serving after the loss, and resumes after its undoing. */
export async function assertNoticed(t: Test, { lose, undo }: Loss): Promise<void> {
  const started = await start(t)
  const { app, lines, user, token } = started
  lose(started)
  // Immediately: a write checks the files before it returns.
  for (const answer of [
    await signUp(app),
    await logOut(app, token),
    await tryLogin(app, user, { takeover: true })
  ]) {
    const { detail } = assertProblem(t, answer, 'service-unavailable')
    t.match(detail, /^database-lost: /)
    t.equal(answer.headers['retry-after'], '1')
  }
  // Routes that do not query the database return 503 after the next check.
  await until(async () => (await films(app, token)).statusCode === 503)
  const ready = await app.inject('/readyz')
  const { detail } = assertProblem(t, ready, 'service-unavailable')
  t.match(detail, /^database-lost: .*removed or replaced.*restore the file, or restart/)
  t.equal((await app.inject('/healthz')).statusCode, 200)
  const told = lines().filter(({ msg }) => /restore the file, or restart/.test(msg))
  t.equal(told.length, 1, 'the remedy is logged once')
  t.equal(told[0]?.level, 50)

  if (undo === undefined) return
  undo(started)
  await until(() => isReady(app))
  t.equal((await films(app, token)).statusCode, 200)
  t.equal((await logOut(app, token)).statusCode, 200)
  t.equal((await films(app, token)).statusCode, 401)
  t.equal((await signUp(app)).statusCode, 202)
}
