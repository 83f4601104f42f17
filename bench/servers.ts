import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { type Answer, ask } from './ask.js'
import { start } from './processes.js'
import { measureStartUp, type StartUp } from './start-up.js'
import { makeTokens, secrets } from './tokens.js'

/** The secured route that is measured. */
export const path = '/films/v1/'

export interface Server {
  readonly name: string
  readonly pid: number
  readonly origin: string
  /** The redis-server that works for it alone. */
  readonly redisPid?: number
}

export interface Servers {
  readonly limit: Server
  readonly bare: Server
  readonly inProcess: Server
  /** `null` where there is no redis-server. */
  readonly withRedis: Server | null
  /** The same, with a set that is full of other tokens' revocations. */
  readonly withFullRedis: Server | null
  /** What each of them sends. */
  readonly answer: Answer
}

/** Node writes these itself; the limit sends the rest as it is. */
const writtenByNode = ['date', 'connection', 'keep-alive']

const origin = /http:\/\/127\.0\.0\.1:\d+/
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

async function startNode(
  name: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {}
): Promise<Server> {
  const { pid, found } = await start([process.execPath, ...args], origin, { cwd, env })
  return { name, pid, origin: found }
}

/** The service as shipped, started and stopped once. */
export function startOnce(cwd: string): Promise<StartUp> {
  const env = { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(cwd, 'once') }
  return measureStartUp([file('../dist/server.js')], origin, { cwd, env })
}

/** As shipped: the rest of its settings are its own. The directory has no `.env` files. */
export async function startService(name: string, cwd: string, env: Record<string, string> = {}) {
  const own = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(cwd, 'data') }
  const args = [file('../dist/server.js')]
  const service = await startNode(name, args, cwd, { ...own, ...secrets, ...env })
  // On a busy machine it sheds load at first: its start has kept the event loop busy.
  while ((await ask(`${service.origin}/`, {})).status === 503) await setTimeout(100)
  return service
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function startRedis(cwd: string) {
  const port = await freePort()
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', cwd]
  try {
    const command = ['redis-server', '--port', String(port), ...settings] as const
    const { pid } = await start(command, /Ready to accept connections/, { cwd })
    return { pid, url: `redis://127.0.0.1:${port}` }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Revocations of a long day, in every bucket alike. */
const entryCount = 1_000_000

async function fillRedis(url: string): Promise<void> {
  const client = new Redis(url)
  const until = Math.floor(Date.now() / 1000) + 86_400
  for (let count = 0; count < entryCount; count += 1000) {
    const ids = Array.from({ length: 1000 }, () => randomUUID())
    await client
      .pipeline(ids.map((id) => ['zadd', `starwars:revoked:${id.slice(-2)}`, until, id]))
      .exec()
  }
  client.disconnect()
}

/** @param directory where it keeps its record, which names its Redis */
async function startWithRedis(
  name: string,
  cwd: string,
  directory: string,
  fill: (url: string) => Promise<void>
): Promise<Server | null> {
  const redis = await startRedis(cwd)
  if (redis === null) return null
  const env = { REDIS_URL: redis.url, DATA_DIR: join(cwd, directory) }
  const service = await startService(name, cwd, env)
  await fill(redis.url)
  return { ...service, redisPid: redis.pid }
}

/** Writes down what a server is to send. */
async function writeAnswer(cwd: string, name: string, answer: Answer): Promise<string> {
  const { status, body } = answer
  const headers = answer.headers.filter(([name]) => !writtenByNode.includes(name.toLowerCase()))
  const isCoded = headers.some(([name]) => name.toLowerCase() === 'content-encoding')
  const content = isCoded ? { base64: body.toString('base64') } : { text: body.toString() }
  const answerFile = join(cwd, `${name}.json`)
  await writeFile(answerFile, JSON.stringify({ status, path, headers: headers.flat(), ...content }))
  return answerFile
}

const startLimit = (cwd: string, answerFile: string) =>
  startNode('node:http, the limit', [file('limit-server.mjs'), answerFile], cwd)

/** A limit of its own for one kind of request: it sends just this answer. */
export async function startLimitFor(cwd: string, name: string, answer: Answer): Promise<Server> {
  return startLimit(cwd, await writeAnswer(cwd, name, answer))
}

/** @param cwd an empty directory */
export async function startServers(cwd: string): Promise<Servers> {
  const inProcess = await startService('this service, in-process set', cwd)
  const answer = await ask(inProcess.origin + path, { token: makeTokens(1)[0] })
  const answerFile = await writeAnswer(cwd, 'films', answer)
  const limit = await startLimit(cwd, answerFile)
  const bare = await startNode('bare Fastify', [file('bare-fastify.mjs'), answerFile], cwd)
  const withRedis = await startWithRedis('this service, with Redis', cwd, 'redis', async () => {})
  const withFullRedis = await startWithRedis(
    'this service, with Redis that holds 1,000,000',
    cwd,
    'full',
    fillRedis
  )
  return { limit, bare, inProcess, withRedis, withFullRedis, answer }
}
