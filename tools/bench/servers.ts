import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { start } from './processes.js'
import { fillRedis, startRedis } from './redis.js'
import { type HttpResponse, sendRequest } from './send-request.js'
import { measureStartUp, type StartUp } from './start-up.js'
import { makeTokens, secrets } from './tokens.js'

/** The secured route that is measured. */
export const path = '/films/v1/'

export interface Server {
  readonly name: string
  readonly pid: number
  readonly origin: string
  /** The redis-server that only this server uses. */
  readonly redisPid?: number
}

export interface Servers {
  readonly baseline: Server
  readonly bare: Server
  readonly inProcess: Server
  /** `null` if redis-server is not installed. */
  readonly withRedis: Server | null
  /** The same, with a set that contains 1,000,000 revocations of other tokens. */
  readonly withFullRedis: Server | null
  /** The response that each of them sends. */
  readonly response: HttpResponse
  /** A file with this response. */
  readonly responseFile: string
}

/** Node writes these headers itself. The baseline server sends the others unchanged. */
const writtenByNode = ['date', 'connection', 'keep-alive']

const origin = /http:\/\/127\.0\.0\.1:\d+/
export const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export async function startNode(
  name: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {}
): Promise<Server> {
  const { pid, found } = await start([process.execPath, ...args], origin, { cwd, env })
  return { name, pid, origin: found }
}

/** Starts the service as shipped once, measures it, and stops it. */
export function startOnce(cwd: string): Promise<StartUp> {
  const env = { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(cwd, 'once') }
  return measureStartUp([serverOf(thisCheckout)], origin, { cwd, env })
}

/** Returns the server's file in a built checkout. */
export const serverOf = (checkout: string) => join(checkout, 'dist/server.js')
export const thisCheckout = file('../..')

/** Starts the service as shipped. Other settings keep their defaults: `cwd` has no `.env` files. */
export async function startService(
  name: string,
  cwd: string,
  env: Record<string, string> = {},
  checkout = thisCheckout
) {
  const own = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(cwd, 'data') }
  const args = [serverOf(checkout)]
  const service = await startNode(name, args, cwd, { ...own, ...secrets, ...env })
  // On a busy machine it sheds load at first, because its start has blocked the event loop.
  while ((await sendRequest(`${service.origin}/`, {})).status === 503) await setTimeout(100)
  return service
}

/** @param directory the data directory, whose database records its Redis */
export async function startWithRedis(
  name: string,
  cwd: string,
  directory: string,
  fill: (url: string) => Promise<void>,
  checkout = thisCheckout
): Promise<Server | null> {
  const redis = await startRedis(cwd)
  if (redis === null) return null
  const env = { REDIS_URL: redis.url, DATA_DIR: join(cwd, directory) }
  const service = await startService(name, cwd, env, checkout)
  await fill(redis.url)
  return { ...service, redisPid: redis.pid }
}

/** Writes the response that a server must send to a file. */
async function writeResponse(cwd: string, name: string, response: HttpResponse): Promise<string> {
  const { status, body } = response
  const headers = response.headers.filter(([name]) => !writtenByNode.includes(name.toLowerCase()))
  const isCoded = headers.some(([name]) => name.toLowerCase() === 'content-encoding')
  const content = isCoded ? { base64: body.toString('base64') } : { text: body.toString() }
  const responseFile = join(cwd, `${name}.json`)
  await writeFile(
    responseFile,
    JSON.stringify({ status, path, headers: headers.flat(), ...content })
  )
  return responseFile
}

const startBaseline = (cwd: string, responseFile: string) =>
  startNode('node:http (baseline)', [file('baseline-server.mjs'), responseFile], cwd)

/** Starts a baseline server for one kind of request, which sends exactly this response. */
export async function startBaselineFor(
  cwd: string,
  name: string,
  response: HttpResponse
): Promise<Server> {
  return startBaseline(cwd, await writeResponse(cwd, name, response))
}

/** @param cwd an empty directory */
export async function startServers(cwd: string): Promise<Servers> {
  const inProcess = await startService('this service, in-process set', cwd)
  const response = await sendRequest(inProcess.origin + path, { token: makeTokens(1)[0] })
  const responseFile = await writeResponse(cwd, 'films', response)
  const baseline = await startBaseline(cwd, responseFile)
  const bare = await startNode('bare Fastify', [file('bare-fastify.mjs'), responseFile], cwd)
  const withRedis = await startWithRedis('this service, Redis set', cwd, 'redis', async () => {})
  const withFullRedis = await startWithRedis(
    'this service, Redis set of 1,000,000',
    cwd,
    'full',
    fillRedis
  )
  return { baseline, bare, inProcess, withRedis, withFullRedis, response, responseFile }
}
