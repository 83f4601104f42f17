import { rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/free-port.js'
import { Closer } from '../../test/owner.js'
import { environmentOf, givenStores, originOf, settingsOf } from './environment.js'
import { startInstance } from './instance.js'
import { startStores } from './servers.js'
import { createUsers, type DemoUser } from './users.js'

/*
 * Usage: npm run demo
 * Starts two instances of the service on a redis-server and a PostgreSQL of their own, for the page
 * "Watch it die". All their files are in one temporary directory, which is removed at the end.
 */
const closer = new Closer()
const ending = new AbortController()
/** The servers may still write while they end. */
const removal = { recursive: true, force: true, maxRetries: 5 }
/** npm repeats the signal of Ctrl+C. A later one comes from a user who does not want to wait. In milliseconds. */
const repetition = 1000

/** The directory of everything that the demo starts. */
async function openDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'starwars-demo-'))
  closer.teardown(() => rm(directory, removal))
  process.once('exit', () => rmSync(directory, removal))
  // PostgreSQL may run as another user, who only passes through.
  await chmod(directory, 0o711)
  // The servers create their own directories inside.
  process.env.TMPDIR = directory
  return directory
}

async function start() {
  const given = givenStores(process.env)
  const directory = await openDirectory()
  const stores = given ?? (await startStores(closer))
  ending.signal.throwIfAborted()
  const data = join(directory, 'data')
  await mkdir(data, { mode: 0o700 })
  const shared = { ...stores, DATA_DIR: data }
  // The first command also migrates the database, and creates the secrets of both instances.
  const users = await createUsers({ env: environmentOf(process.env, shared), directory })
  ending.signal.throwIfAborted()
  const ports = [await freePort(), await freePort()] as const
  const instances = await Promise.all(
    ports.map((port) => {
      const other = port === ports[0] ? ports[1] : ports[0]
      const env = environmentOf(process.env, { ...shared, ...settingsOf(port, other) })
      return startInstance(closer, { port, env, directory })
    })
  )
  return { ports, users, instances, mails: join(data, 'outbox') }
}

const line = ({ email, password }: DemoUser) =>
  `  ${email.padEnd(20)} ${password ?? 'exists already, with its own password'}`

function print(ports: readonly [number, number], users: readonly DemoUser[], mails: string): void {
  const [first, second] = ports.map(originOf)
  console.log(`Two instances of starwars-api run on one Redis and one PostgreSQL.

Open the page, sign in, and start watching:
  ${first}/#/watch
The page of the other instance:
  ${second}/#/watch

Users:
${users.map(line).join('\n')}

Revoke the token on the page. Or copy it there, and revoke it here, at any of the two:
  read -rs TOKEN   # paste it, and press Enter
  curl -X POST ${second}/tokens/v1/revoke -d "token=$TOKEN"

Mails of the service: ${mails}
Ctrl+C stops everything.`)
}

let endingSince = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!ending.signal.aborted) endingSince = Date.now()
    else if (Date.now() - endingSince > repetition) process.exit(1)
    ending.abort()
  })
}

try {
  const { ports, users, instances, mails } = await start()
  print(ports, users, mails)
  const stopped = new Promise<void>((resolve) => {
    if (ending.signal.aborted) resolve()
    ending.signal.addEventListener('abort', () => resolve())
  })
  await Promise.race([stopped, ...instances.map(({ died }) => died)])
} catch (error) {
  if (!ending.signal.aborted) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
} finally {
  await closer.close()
}
